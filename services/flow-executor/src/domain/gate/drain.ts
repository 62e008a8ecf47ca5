import type { Refusal } from './connector-record.ts';

/** How long executions that were let in before a drain may go on. */
export const drainLimitMs = 30_000;

/** Somebody who was let in. */
export interface Insider {
  interrupt(refusal: Refusal): void;
}

/** A halt that lets executions inside come to their end. They start no further request of the connector. */
export class Drain {
  readonly size: number;
  private readonly inside: Set<Insider>;
  private aborted = 0;

  /** @param onEnd called once nobody is inside any more, with how many were aborted */
  constructor(
    passes: Iterable<Insider>,
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

  left(pass: Insider, wasAborted: boolean): void {
    if (!this.inside.delete(pass)) return;
    if (wasAborted) this.aborted++;
    if (this.inside.size === 0) this.onEnd(this.aborted);
  }

  passes(): Insider[] {
    return [...this.inside];
  }
}
