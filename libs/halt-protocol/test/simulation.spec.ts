import { Coverage, faultRows } from '../simulation/coverage.ts';
import { runHistory } from '../simulation/run-history.ts';
import { type Bug, bugs } from '../simulation/world/surroundings.ts';

function firstBroken(bug: Bug, seeds: number) {
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = runHistory(seed, bug);
    if (outcome.broken !== undefined) return outcome;
  }
  return undefined;
}

describe('the simulation', () => {
  it('plays the same history from the same seed', () => {
    const of = (seed: number) => {
      const { starts, refusals, coverage } = runHistory(seed);
      return { starts, refusals, counts: [...coverage.counts] };
    };
    expect(of(17)).toEqual(of(17));
    expect(of(17)).not.toEqual(of(18));
  });

  it.each(bugs)(
    'finds the planted bug %s within 2,000 seeds, and again from the seed alone',
    (bug) => {
      const found = firstBroken(bug, 2_000);
      expect(found?.broken).toMatch(/I[123] broken/);
      expect(runHistory(found?.seed ?? 0, bug).broken).toBe(found?.broken);
      expect(runHistory(found?.seed ?? 0).broken).toBeUndefined();
    },
    180_000,
  );

  it('has something for each row of the table of faults that is about leases', () => {
    expect([...faultRows.keys()]).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 19, 20, 22, 23, 24, 25, 26, 27]);
    const nothing = new Coverage();
    for (const by of faultRows.values()) expect(nothing.missing()).toEqual(expect.arrayContaining([...by]));
  });

  it('says what never happened', () => {
    const coverage = new Coverage();
    coverage.count('fault: partition');
    expect(coverage.missing()).not.toContain('fault: partition');
    expect(coverage.missing()).toContain('report: SUPERSEDED');
  });
});
