import { BadDate } from './bad-date.ts';

const known = new Map<string, Intl.DateTimeFormat>();
const maxKnown = 500;
const fixedOffset = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/** Minutes that the clocks of a zone are ahead of UTC at an instant. Takes IANA names, `GMT+2` and `+0200`. */
export function offsetMinutes(zone: string, epochMillis: number): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const fixed = fixedOffset.exec(zone);
  if (fixed) return minutesOf(fixed);
  const text = longName(zone, epochMillis);
  const found = fixedOffset.exec(text);
  return found ? minutesOf(found) : 0;
}

/** As `z` prints it: `UTC`, `EST`, or `GMT+2`. */
export function shortZoneName(zone: string, epochMillis: number): string {
  if (zone === 'UTC' || fixedOffset.test(zone)) return zone;
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' }).formatToParts(epochMillis);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function minutesOf([, sign, hours, minutes]: RegExpExecArray): number {
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -total : total;
}

function longName(zone: string, epochMillis: number): string {
  return (
    formatOf(zone)
      .formatToParts(epochMillis)
      .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  );
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const found = known.get(zone);
  if (found) return found;
  if (known.size >= maxKnown) known.clear();
  const format = create(zone);
  known.set(zone, format);
  return format;
}

function create(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new BadDate('a time zone is not known: write a name such as America/Toronto', { cause });
  }
}
