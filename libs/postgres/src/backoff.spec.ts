import { backoffMs } from './backoff.ts';

describe('backoffMs', () => {
  it('doubles with each attempt until the longest pause', () => {
    const pauses = [1, 2, 3, 4, 5].map((attempt) => backoffMs(attempt, 100, 1_000, () => 1));
    expect(pauses).toEqual([100, 200, 400, 800, 1_000]);
  });

  it('spreads over the upper half, so that it is never zero', () => {
    expect(backoffMs(1, 100, 1_000, () => 0)).toBe(50);
  });

  it('stays at the longest pause after any number of attempts', () => {
    expect(backoffMs(5_000, 100, 1_000, () => 1)).toBe(1_000);
  });
});
