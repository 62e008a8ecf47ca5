import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { OrganizationId } from '@patchbay/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { currentRequest } from '../context/request-context.ts';
import { parseId } from '../http/request-validation.ts';
import { RequestInvalid } from '../problems/request-errors.ts';
import { IdempotencyKeyReused, RequestInProgress } from './idempotency-errors.ts';
import { parseIdempotencyKey } from './idempotency-key.ts';
import { type GivenAnswer, IdempotentRequests } from './idempotent-requests.ts';

type Request = FastifyRequest<{ Params: { organizationId?: string } }>;

const acting = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
/** Of an answer, beside its status and its body. */
const answeredHeaders = ['etag', 'location'];

/** Around every route of an organization that acts, when the caller has sent a key. Outside of the interceptors of the route, so that their headers are part of the answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly requests: IdempotentRequests) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    if (!acting.has(request.method) || request.params.organizationId === undefined) return next.handle();
    const key = parseIdempotencyKey(request.headers['idempotency-key']);
    if (key === undefined) return next.handle();
    const organizationId = parseId(OrganizationId, 'organizationId', request.params.organizationId);
    const caller = currentRequest()?.caller;
    if (!caller) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const outcome = await this.requests.once(
      { organizationId, caller: `${caller.kind} ${caller.id}`, key, fingerprint: fingerprintOf(request) },
      async () => {
        const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
        return { status: reply.statusCode, body, headers: headersOf(reply) };
      },
    );
    if ('refused' in outcome) throw outcome.refused === 'key-reused' ? new IdempotencyKeyReused() : new RequestInProgress();
    return of(given(outcome.answer, reply));
  }
}

function given({ status, body, headers }: GivenAnswer, reply: FastifyReply): unknown {
  if (status !== null) reply.status(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return body ?? undefined;
}

function headersOf(reply: FastifyReply): Record<string, string> {
  const set = answeredHeaders.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(set.filter((header): header is [string, string] => typeof header[1] === 'string'));
}

/** Of everything that the caller asks for: where, what, and what he has seen before. */
function fingerprintOf({ method, url, headers, body }: Request): string {
  return createHash('sha256')
    .update(printed([method, url, headers['if-match'] ?? null, body ?? null]))
    .digest('base64url');
}

function printed(parts: readonly unknown[]): string {
  try {
    return JSON.stringify(parts);
  } catch (error) {
    // Read without end, but not to be written again.
    if (error instanceof RangeError) throw new RequestInvalid([{ field: 'body', message: 'is nested too deeply' }]);
    throw error;
  }
}
