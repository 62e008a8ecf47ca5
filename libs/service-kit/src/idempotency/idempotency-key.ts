import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyKeyMalformed } from './idempotency-errors.ts';

/** For the document of a route that acts. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    description:
      'Of the caller, for one thing that is to happen. Sent again within 24 hours, the request has no second effect and gets the first answer',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });

/** @throws IdempotencyKeyMalformed */
export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) throw new IdempotencyKeyMalformed();
  return header;
}
