import { BoundedCache } from '../values/bounded-cache.ts';
import { BadDate } from './bad-date.ts';

type Style = 'longOffset' | 'short' | 'long';

const formats: Readonly<Record<Style, BoundedCache<Intl.DateTimeFormat>>> = {
  longOffset: new BoundedCache(500),
  short: new BoundedCache(500),
  long: new BoundedCache(500),
};
const fixedOffset = /^(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/** Minutes that the clocks of a zone are ahead of UTC at an instant. Takes IANA names, `GMT+2` and `+0200`. */
export function offsetMinutes(zone: string, epochMillis: number): number {
  if (isUtc(zone)) return 0;
  const offset = fixedOffset.exec(zone) ?? fixedOffset.exec(nameOf(zone, 'longOffset', epochMillis));
  return offset ? minutesOf(offset) : 0;
}

/** As `z` prints it: `UTC`, `EST` or `Eastern Standard Time`, or `GMT+2`. */
export function zoneName(zone: string, epochMillis: number, style: 'short' | 'long'): string {
  return isUtc(zone) || fixedOffset.test(zone) ? zone : nameOf(zone, style, epochMillis);
}

export function isUtc(zone: string): boolean {
  return zone === 'UTC' || zone === 'GMT' || zone === 'Z';
}

function minutesOf([, sign, hours, minutes]: RegExpExecArray): number {
  const total = Number(hours) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -total : total;
}

function nameOf(zone: string, style: Style, epochMillis: number): string {
  const format = formats[style].get(zone, (timeZone) => create(timeZone, style));
  return format.formatToParts(epochMillis).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function create(timeZone: string, timeZoneName: Style): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName });
  } catch (cause) {
    throw new BadDate('a time zone is not known: write a name such as America/Toronto', { cause });
  }
}
