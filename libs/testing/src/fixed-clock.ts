/** Stands still until the test moves it. */
export class FixedClock {
  private atMs: number;
  private passedMs = 0;

  constructor(at: Date = new Date('2026-01-02T12:00:00.000Z')) {
    this.atMs = at.getTime();
  }

  now(): Date {
    return new Date(this.atMs);
  }

  /** Begins at 0. */
  monotonicMs(): number {
    return this.passedMs;
  }

  advance(ms: number): void {
    this.atMs += ms;
    this.passedMs += ms;
  }
}
