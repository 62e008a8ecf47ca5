import { seeded } from '../../../test/random.ts';
import { expectedCalls, profileOf, quietestWindow } from './call-profile.ts';
import { type CallCount, quarterMs } from './calls.ts';

const berlin = 'Europe/Berlin';
const at = (text: string) => new Date(text);
const hourOf = (zone: string, moment: Date) =>
  Number(new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(moment));

/** That many calls in each quarter of an hour, for nine days before. */
function quartersBefore(end: Date, calls: (quarter: Date) => number): CallCount[] {
  return Array.from({ length: 9 * 96 }, (_, index) => {
    const from = new Date(Math.floor(end.getTime() / quarterMs) * quarterMs - (index + 1) * quarterMs);
    return { from, calls: calls(from) };
  });
}

describe('a profile', () => {
  const now = at('2026-01-14T10:07:00Z');

  it('tells hours of the day in its time zone', () => {
    const quarters = [{ from: at('2026-01-14T09:45:00Z'), calls: 14 }];
    const { hours } = profileOf(quarters, berlin, now);
    expect(hours.filter(({ calls }) => calls > 0)).toEqual([{ hour: 10, calls: 14, average: 2 }]);
  });

  it('is of the week that ends with the last full quarter of an hour', () => {
    const begin = at('2026-01-07T10:00:00Z');
    const counted = (from: Date) => profileOf([{ from, calls: 1 }], 'UTC', now).hours.reduce((sum, { calls }) => sum + calls, 0);
    const moments = [new Date(begin.getTime() - quarterMs), begin, at('2026-01-14T09:45:00Z'), at('2026-01-14T10:00:00Z')];
    expect(moments.map(counted)).toEqual([0, 1, 1, 0]);
  });

  it.each([
    ['that is set back', '2026-10-27T10:00:00Z', 2, 8],
    ['that is set forward', '2026-03-31T10:00:00Z', 2, 6],
    ['of any other day', '2026-10-27T10:00:00Z', 9, 7],
  ])('averages over as many hours as there were: an hour %s', (_, end, hour, times) => {
    const { hours } = profileOf(
      quartersBefore(at(end), () => 1),
      berlin,
      at(end),
    );
    expect(hours[hour]).toEqual({ hour, calls: times * 4, average: 4 });
  });

  it('splits hours where a zone is not whole hours ahead', () => {
    const { hours } = profileOf([{ from: at('2026-01-14T09:15:00Z'), calls: 7 }], 'Asia/Kathmandu', now);
    expect(hours[15]).toEqual({ hour: 15, calls: 7, average: 1 });
  });

  it.each(['UTC', berlin, 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Auckland'])('is exact by brute force in %s', (zone) => {
    const random = seeded(7);
    const end = at('2026-04-06T03:40:00Z');
    const quarters = quartersBefore(end, () => random.below(50));
    const expected = Array.from({ length: 24 }, () => 0);
    for (const { from, calls } of quarters) {
      if (from < at('2026-03-30T03:30:00Z') || from >= at('2026-04-06T03:30:00Z')) continue;
      const hour = hourOf(zone, from);
      expected[hour] = (expected[hour] ?? 0) + calls;
    }
    expect(profileOf(quarters, zone, end).hours.map(({ calls }) => calls)).toEqual(expected);
  });
});

describe('expected calls', () => {
  const now = at('2026-01-14T10:00:00Z');
  const profile = profileOf(
    quartersBefore(now, (quarter) => hourOf(berlin, quarter)),
    berlin,
    now,
  );

  it('add up the hours of a period, and parts of hours', () => {
    expect(expectedCalls(profile, at('2026-01-20T08:00:00Z'), at('2026-01-20T10:00:00Z')).calls).toBe(4 * 9 + 4 * 10);
    expect(expectedCalls(profile, at('2026-01-20T08:50:00Z'), at('2026-01-20T09:05:00Z')).calls).toBeCloseTo(
      (36 * 10) / 60 + (40 * 5) / 60,
      2,
    );
  });

  it('follow the clock on the wall through a change', () => {
    // 02:00 to 03:00 is there twice.
    expect(expectedCalls(profile, at('2026-10-25T00:00:00Z'), at('2026-10-25T02:00:00Z')).calls).toBe(4 * 2 + 4 * 2);
  });

  it('are fewest in the quietest window, the first of equals', () => {
    expect(quietestWindow(profile, at('2026-01-14T10:07:00Z'))).toEqual({
      from: at('2026-01-14T23:00:00Z'),
      to: at('2026-01-15T00:00:00Z'),
      calls: 0,
    });
    const silent = profileOf([], berlin, now);
    expect(quietestWindow(silent, at('2026-01-14T10:07:00Z')).from).toEqual(at('2026-01-14T11:00:00Z'));
  });

  it('have their window begin with an hour of the zone', () => {
    const silent = profileOf([], 'Asia/Kathmandu', now);
    expect(quietestWindow(silent, at('2026-01-14T10:07:00Z')).from).toEqual(at('2026-01-14T10:15:00Z'));
  });
});
