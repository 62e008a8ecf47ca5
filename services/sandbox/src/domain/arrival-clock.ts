const TOLERATED_DRIFT_MS = 2;

/**
 * Milliseconds since the epoch with a fraction, finer than the wall clock and never going back, so that the order of calls is the order of
 * their times. Follows the wall clock when that was set anew, so that times can be compared with those of other processes.
 */
export class ArrivalClock {
  private offset: number;
  private last = 0;

  constructor(
    private readonly wallMs: () => number,
    private readonly monotonicMs: () => number,
  ) {
    this.offset = wallMs() - monotonicMs();
  }

  now(): number {
    const [wall, monotonic] = [this.wallMs(), this.monotonicMs()];
    if (Math.abs(this.offset + monotonic - wall) > TOLERATED_DRIFT_MS) this.offset = wall - monotonic;
    this.last = Math.max(this.last, this.offset + monotonic);
    return this.last;
  }
}
