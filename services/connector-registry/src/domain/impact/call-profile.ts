import { localHourAt } from '../time/time-zone.ts';
import { type CallCount, floorTo, quarterMs, weekMs } from './calls.ts';

const hourMs = 3_600_000;

export interface HourOfDay {
  hour: number;
  /** In the last seven days. */
  calls: number;
  /** For one such hour; there are six or eight of one in a week in which clocks are set. */
  average: number;
}

/** How many calls begin in which hour of the day, in one time zone. */
export interface CallProfile {
  timeZone: string;
  hours: readonly HourOfDay[];
}

export interface ExpectedCalls {
  from: Date;
  to: Date;
  calls: number;
}

/** The week that ends with the last full quarter of an hour. */
export function profiledWeek(at: Date): { from: Date; to: Date } {
  const to = floorTo(quarterMs, at);
  return { from: new Date(to.getTime() - weekMs), to };
}

/** @param quarters calls that began in a quarter of an hour; those outside the week are not counted */
export function profileOf(quarters: readonly CallCount[], timeZone: string, at: Date): CallProfile {
  const { from, to } = profiledWeek(at);
  const calls = new Map(quarters.map((quarter) => [quarter.from.getTime(), quarter.calls]));
  const counted = Array.from({ length: 24 }, () => ({ calls: 0, quarters: 0 }));
  for (let quarter = from.getTime(); quarter < to.getTime(); quarter += quarterMs) {
    const hour = counted[localHourAt(timeZone, quarter)];
    if (!hour) continue;
    hour.calls += calls.get(quarter) ?? 0;
    hour.quarters += 1;
  }
  const hours = counted.map(({ calls: sum, quarters: seen }, hour) => ({ hour, calls: sum, average: rounded((sum * 4) / seen) }));
  return { timeZone, hours };
}

/** The hour with the fewest expected calls among the next 24 that begin; of equals the first. */
export function quietestWindow(profile: CallProfile, at: Date): ExpectedCalls {
  const first = nextLocalHour(profile.timeZone, at);
  const windows = Array.from({ length: 24 }, (_, index) => {
    const from = first + index * hourMs;
    return expectedCalls(profile, new Date(from), new Date(from + hourMs));
  });
  return windows.reduce((quietest, window) => (window.calls < quietest.calls ? window : quietest));
}

/** By the profile: an hour of which only a part is in the period counts for that part. */
export function expectedCalls({ timeZone, hours }: CallProfile, from: Date, to: Date): ExpectedCalls {
  let calls = 0;
  let moment = from.getTime();
  while (moment < to.getTime()) {
    const next = Math.min(to.getTime(), (Math.floor(moment / quarterMs) + 1) * quarterMs);
    calls += ((hours[localHourAt(timeZone, moment)]?.average ?? 0) * (next - moment)) / hourMs;
    moment = next;
  }
  return { from, to, calls: rounded(calls) };
}

function nextLocalHour(timeZone: string, at: Date): number {
  let quarter = Math.ceil(at.getTime() / quarterMs) * quarterMs;
  while (localHourAt(timeZone, quarter - 1) === localHourAt(timeZone, quarter)) quarter += quarterMs;
  return quarter;
}

const rounded = (calls: number): number => Math.round(calls * 100) / 100;
