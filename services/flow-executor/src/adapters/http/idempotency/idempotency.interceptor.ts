import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { OrganizationId } from '@patchbay/contracts';
import { currentRequest, parseId, RequestInvalid } from '@patchbay/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { type GivenAnswer, IdempotentRequests } from '../../../application/idempotent-requests.ts';
import { IdempotencyKeyMalformed, IdempotencyKeyReused, RequestInProgress } from './idempotency-errors.ts';

type Request = FastifyRequest<{ Params: { organizationId?: string } }>;

const acting = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
/** Of an answer, beside its status and body. */
const answeredHeaders = ['etag', 'location'];

/** For the document of a route that acts. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    description:
      'Of the caller, for one thing that is to happen. Sent again within 24 hours, the request has no second effect and gets the first answer',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });

/** Around every route of an organization that acts, when the caller has sent a key. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly requests: IdempotentRequests) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || !acting.has(request.method) || request.params.organizationId === undefined) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new IdempotencyKeyMalformed();
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
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  reply.status(status);
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
