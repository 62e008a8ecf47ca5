const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** What a clock on the wall shows there, as if it were UTC. */
function wallClockMs(zone: string, instantMs: number): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instantMs)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Milliseconds by which clocks there are ahead of UTC at that moment. */
export function offsetMsAt(zone: string, instantMs: number): number {
  const wholeSecond = Math.floor(instantMs / 1_000) * 1_000;
  return wallClockMs(zone, wholeSecond) - wholeSecond;
}

/** Zones are ahead of UTC by a multiple of this, so that the hour does not change within one. */
const quarterMs = 900_000;
const mostHours = 20_000;
const hours = new Map<string, number>();

/** Hour of the day there. Who profiles a week asks for the same hours again and again. */
export function localHourAt(zone: string, instantMs: number): number {
  const quarter = Math.floor(instantMs / quarterMs);
  const key = `${zone} ${quarter}`;
  const known = hours.get(key);
  if (known !== undefined) return known;
  if (hours.size >= mostHours) hours.clear();
  const start = quarter * quarterMs;
  const hour = new Date(start + offsetMsAt(zone, start)).getUTCHours();
  hours.set(key, hour);
  return hour;
}

const dayMs = 86_400_000;

/**
 * The moment at which the wall shows that time. Of two such moments, when clocks are set back, the first; of none, when they are set
 * forward, the one that is as long after the change as the time is into the gap.
 * @param local `2026-03-29T02:30` or with seconds, without an offset
 */
export function instantOf(zone: string, local: string): Date {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) throw new RangeError(`${local} is no local time`);
  const before = offsetMsAt(zone, wall - dayMs);
  const after = offsetMsAt(zone, wall + dayMs);
  const candidates = [wall - before, wall - after].filter((instant) => instant + offsetMsAt(zone, instant) === wall);
  return new Date(candidates.length > 0 ? Math.min(...candidates) : wall - before);
}
