import type { FixedClock } from '@patchbay/testing';
import { Timers } from '../../src/application/ports.ts';

/** Timers that go off when the test moves the clock. */
export class FakeTimers extends Timers {
  private pending: { atMs: number; work: () => void }[] = [];

  constructor(private readonly clock: FixedClock) {
    super();
  }

  after(delayMs: number, work: () => void): void {
    this.pending.push({ atMs: this.clock.monotonicMs() + delayMs, work });
  }

  advance(ms: number): void {
    this.clock.advance(ms);
    const due = this.pending.filter(({ atMs }) => atMs <= this.clock.monotonicMs());
    this.pending = this.pending.filter((timer) => !due.includes(timer));
    for (const { work } of due) work();
  }
}
