import { DomainError } from '@patchbay/errors';

/** What a Date can hold, less a day for any time zone. */
const furthestMillis = 8.64e15 - 86_400_000;

/** A date, pattern or time zone that cannot be read. The message names no value. */
export class BadDate extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.bad-date';
}

/** @throws BadDate for what no calendar reaches */
export function requireInstant(epochMillis: number): number {
  if (Math.abs(epochMillis) <= furthestMillis) return epochMillis;
  throw new BadDate('a date is further away than calendars go: check the number or the pattern that it is read by');
}
