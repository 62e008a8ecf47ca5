import { z } from 'zod';

/** A name of the IANA time zone database, such as `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be the name of an IANA time zone, such as Europe/Berlin');

/** Offsets such as `+02:00`, which some runtimes take for a zone, know nothing of daylight saving. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
