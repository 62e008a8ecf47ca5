import type { Moment } from '@patchbay/halt-protocol';

export interface HolderClock {
  /** Never jumps, and decides. */
  monotonicMs(): number;
  /** Only shows that the other one has missed time. */
  wallMs(): number;
}

export const systemClock: HolderClock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

export const momentOf = (clock: HolderClock): Moment => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });

const leastSpanMs = 10_000;
const longestSpanMs = 300_000;

/** How fast the monotonic clock runs against the wall clock: 1 when both agree. */
export class ClockRate {
  private since: Moment | undefined;
  private measured: number | undefined;

  /** Of some minutes; undefined until it says something. */
  get value(): number | undefined {
    return this.measured;
  }

  observe(at: Moment): void {
    this.since ??= at;
    const wallMs = at.wallMs - this.since.wallMs;
    if (wallMs >= leastSpanMs) this.measured = (at.monotonicMs - this.since.monotonicMs) / wallMs;
    // A wall clock that was set back, too: it is measured anew from here.
    if (wallMs < 0 || wallMs >= longestSpanMs) this.since = at;
  }
}
