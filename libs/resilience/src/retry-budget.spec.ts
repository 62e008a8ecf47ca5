import { RetryBudget } from './retry-budget.ts';

describe('a retry budget', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
  });
  const given = () => new RetryBudget(() => nowMs);
  const taken = (budget: RetryBudget) => {
    let count = 0;
    while (count < 1_000 && budget.take()) count += 1;
    return count;
  };

  it('has ten retries for whoever makes few calls, and ten more a second later', () => {
    const budget = given();
    expect(taken(budget)).toBe(10);
    nowMs += 500;
    expect(taken(budget)).toBe(5);
    nowMs += 60_000;
    expect(taken(budget)).toBe(10);
  });

  it('lets a fifth of many calls be tried again, those that are retries counted out', () => {
    const budget = given();
    let retries = 0;
    for (let call = 0; call < 1_000; call += 1) {
      budget.called();
      if (!budget.take()) continue;
      budget.called();
      retries += 1;
    }
    expect(retries - 10).toBeLessThanOrEqual(205);
    expect(retries - 10).toBeGreaterThanOrEqual(195);
  });

  it('saves no more than a hundred', () => {
    const budget = given();
    for (let call = 0; call < 100_000; call += 1) budget.called();
    expect(taken(budget)).toBe(10 + Math.floor(100 / 1.2));
  });
});
