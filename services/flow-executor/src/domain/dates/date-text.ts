import type { Value } from '../values/value.ts';
import { BadDate } from './bad-date.ts';
import { parseDate } from './parse-date.ts';

const iso = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?(?:\[[A-Za-z_/+:0-9-]{1,40}\])?\s*$/;

/** What `now()` prints: `2026-02-06T21:09:02.712Z[UTC]`. */
export function dateText(at: Date): string {
  return `${at.toISOString()}[UTC]`;
}

/** Milliseconds since 1970 of a date: a number is one already, a text is read by the pattern, else as `now()` and ISO 8601 write it. */
export function epochMillisOf(value: Value, pattern: string): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') throw new BadDate('a template treats something as a date that is none: check its variables');
  return pattern === '' ? parseIso(value) : parseDate(value, pattern);
}

function parseIso(text: string): number {
  const parts = text.length <= 100 ? iso.exec(text) : null;
  if (!parts) throw new BadDate('a text is no date that can be read without a pattern: give existingFormat');
  const [, day, clock = '00:00', seconds = ':00', fraction = '.0', zone = 'Z'] = parts;
  const millis = Date.parse(`${day}T${clock}${seconds}${fraction.slice(0, 4)}${zone}`);
  if (Number.isNaN(millis)) throw new BadDate('a text is no date that can be read without a pattern: give existingFormat');
  return millis;
}
