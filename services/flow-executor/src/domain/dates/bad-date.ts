import { DomainError } from '@patchbay/errors';

/** A date, pattern or time zone that cannot be read. The message names no value. */
export class BadDate extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.bad-date';
}
