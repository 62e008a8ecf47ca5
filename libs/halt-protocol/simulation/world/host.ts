import { driftBound, type Moment } from '../../src/index.ts';
import type { Rng } from './rng.ts';
import type { Timeline } from './timeline.ts';

const hourMs = 3_600_000;

/** One machine with one process: it can be killed, frozen, suspended, and its clocks run as they like. */
export class Host {
  readonly name: string;
  isUp = true;
  private readonly timeline: Timeline;
  private generation = 0;
  private isFrozen = false;
  private backlog: (() => void)[] = [];
  /** Drift within the bound, in either direction. */
  private readonly rate: number;
  private readonly start: number;
  private wallOffsetMs: number;
  /** While suspended the monotonic clock stands still. */
  private suspendedMs = 0;

  constructor(name: string, timeline: Timeline, rng: Rng) {
    this.name = name;
    this.timeline = timeline;
    this.rate = 1 + rng.between(-driftBound, driftBound);
    this.start = rng.between(1_000, 1_000_000);
    this.wallOffsetMs = rng.between(-5_000, 5_000);
  }

  get moment(): Moment {
    return { monotonicMs: this.monotonicMs, wallMs: this.wallMs };
  }

  get monotonicMs(): number {
    return this.start + (this.timeline.now - this.suspendedMs) * this.rate;
  }

  get wallMs(): number {
    return 1.7e12 + this.wallOffsetMs + this.timeline.now * this.rate;
  }

  /** Runs in this process, unless it is gone by then; a frozen one comes to it when it wakes. */
  after(ms: number, run: () => void): void {
    const { generation } = this;
    this.timeline.after(ms, () => this.run(generation, run));
  }

  /** Something that comes from outside, whichever process is there then. */
  receive(run: () => void): void {
    this.run(this.generation, run);
  }

  every(ms: () => number, run: () => void): void {
    this.after(ms(), () => {
      run();
      this.every(ms, run);
    });
  }

  kill(): void {
    this.isUp = false;
    this.generation++;
    this.backlog = [];
  }

  boot(): void {
    this.isUp = true;
  }

  /** SIGSTOP, a long garbage collection, a blocked event loop. */
  freeze(ms: number): void {
    if (this.isFrozen) return;
    this.isFrozen = true;
    this.timeline.after(ms, () => this.wake());
  }

  /** The whole machine: its monotonic clock does not count this time. */
  suspend(ms: number): void {
    if (this.isFrozen) return;
    this.isFrozen = true;
    this.timeline.after(ms, () => {
      this.suspendedMs += ms;
      this.wake();
    });
  }

  stepWallClock(rng: Rng): void {
    this.wallOffsetMs += rng.pick([-hourMs, -2_000, 2_000, hourMs]);
  }

  private run(generation: number, run: () => void): void {
    if (!this.isUp || generation !== this.generation) return;
    if (this.isFrozen) this.backlog.push(() => this.run(generation, run));
    else run();
  }

  private wake(): void {
    this.isFrozen = false;
    const waiting = this.backlog;
    this.backlog = [];
    for (const run of waiting) run();
  }
}
