import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { OrganizationId } from '@patchbay/contracts';
import { currentRequest, parseId } from '@patchbay/service-kit';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { type GivenAnswer, IdempotentRequests } from '../../../application/idempotent-requests.ts';
import * as ids from '../../../domain/ids.ts';
import type { HeaderWriter } from '../header-writer.ts';
import { IdempotencyKeyMalformed, IdempotencyKeyReused, RequestInProgress } from './idempotency-errors.ts';

interface Request {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  params: { organizationId?: string };
  body: unknown;
}
interface Reply extends HeaderWriter {
  readonly statusCode: number;
  status(code: number): unknown;
  getHeader(name: string): unknown;
}

const acting = new Set(['POST', 'PATCH', 'PUT', 'DELETE']);
/** Of an answer, beside its status and its body. */
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

/** Around every route of an organization that acts, when the caller has sent a key. Outside of the interceptors of the route, so that their headers are part of the answer. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly requests: IdempotentRequests) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const key = request.headers['idempotency-key'];
    if (key === undefined || !acting.has(request.method) || request.params.organizationId === undefined) return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new IdempotencyKeyMalformed();
    const reply = context.switchToHttp().getResponse<Reply>();
    const organizationId = ids.organizationId(parseId(OrganizationId, 'organizationId', request.params.organizationId));
    const caller = currentRequest()?.caller;
    if (!caller) return next.handle();
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

function given({ status, body, headers }: GivenAnswer, reply: Reply): unknown {
  if (status !== null) reply.status(status);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return body ?? undefined;
}

function headersOf(reply: Reply): Record<string, string> {
  const set = answeredHeaders.map((name) => [name, reply.getHeader(name)] as const);
  return Object.fromEntries(set.filter((header): header is [string, string] => typeof header[1] === 'string'));
}

/** Of everything that the caller asks for: where, what, and what he has seen before. */
function fingerprintOf({ method, url, headers, body }: Request): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, headers['if-match'] ?? null, body ?? null]))
    .digest('base64url');
}
