import type { GatePass } from './gate-pass.ts';

/** How long executions that were let in before a drain may go on. */
export const drainLimitMs = 30_000;

/** A halt that lets executions inside come to their end. They start no further request of the connector. */
export class Drain {
  readonly size: number;
  private readonly inside: Set<GatePass>;
  private aborted = 0;

  /** @param onEnd called once nobody is inside any more, with how many were aborted */
  constructor(
    passes: Iterable<GatePass>,
    private readonly endsAtMs: number,
    private readonly onEnd: (aborted: number) => void,
  ) {
    this.inside = new Set(passes);
    this.size = this.inside.size;
  }

  /** Computed at each question, so that a late timer lets nobody go on. */
  lasts(nowMs: number): boolean {
    return nowMs < this.endsAtMs;
  }

  left(pass: GatePass, wasAborted: boolean): void {
    if (!this.inside.delete(pass)) return;
    if (wasAborted) this.aborted++;
    if (this.inside.size === 0) this.onEnd(this.aborted);
  }

  passes(): GatePass[] {
    return [...this.inside];
  }
}
