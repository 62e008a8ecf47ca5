import { DomainError } from '@patchbay/errors';
import { HttpRefusal } from '../problems/request-errors.ts';

class IfMatchRequired extends HttpRefusal {
  readonly kind = 'precondition-failed';
  readonly code = 'request.if-match-required';
  readonly status = 428;

  constructor() {
    super('say which version you have seen: send its ETag in If-Match');
  }
}

class IfMatchMalformed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.if-match-malformed';

  constructor() {
    super('If-Match must be one ETag as this service gives it, such as "7"');
  }
}

/** The version of a resource as a strong ETag. */
export const etagOf = (version: number): string => `"${version}"`;

/** @throws IfMatchRequired, IfMatchMalformed */
export function parseIfMatch(header: string | undefined): number {
  if (header === undefined) throw new IfMatchRequired();
  const version = Number(/^"(\d{1,15})"$/.exec(header.trim())?.[1]);
  if (Number.isNaN(version)) throw new IfMatchMalformed();
  return version;
}
