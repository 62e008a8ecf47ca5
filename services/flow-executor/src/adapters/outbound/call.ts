import type { RequestPermit } from '../../domain/gate/passage.ts';
import { RequestFailure } from './request-failure.ts';

type Interrupted = (reason: RequestFailure) => void;

/** The time that one request of a flow has, retries included. It ends at its deadline, or when its gate closes: whatever it does then is interrupted. */
export class Call {
  private readonly deadlineMs: number;
  private readonly timer: NodeJS.Timeout;
  private endedBy: RequestFailure | undefined;
  private interrupted: Interrupted | undefined;
  private readonly onHalt = () => this.interrupt(new RequestFailure(this.permit.refusal() ?? 'CONTROL_PLANE_STALE'));

  constructor(
    readonly timeoutMs: number,
    private readonly permit: RequestPermit,
  ) {
    this.deadlineMs = performance.now() + timeoutMs;
    this.timer = setTimeout(() => this.interrupt(new RequestFailure('TIMEOUT')), timeoutMs);
    permit.signal?.addEventListener('abort', this.onHalt, { once: true });
  }

  /** When nobody waits for the answer any more, for the other side: it may give up then too. */
  get deadline(): string {
    return new Date(Date.now() + this.remainingMs).toISOString();
  }

  get remainingMs(): number {
    return Math.max(0, this.deadlineMs - performance.now());
  }

  /** Who is told when the call ends, at once where it has ended; one at a time, for a call does one thing after the other. */
  onInterrupt(interrupted: Interrupted | undefined): void {
    this.interrupted = interrupted;
    if (this.endedBy) interrupted?.(this.endedBy);
  }

  /** @throws RequestFailure when the call ends meanwhile */
  async pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    try {
      await this.until(over);
    } finally {
      clearTimeout(timer);
    }
  }

  /** To be asked at the last moment before bytes leave. @throws RequestFailure */
  requirePermit(): void {
    const refusal = this.permit.refusal();
    if (refusal !== undefined) throw new RequestFailure(refusal);
    if (this.endedBy) throw this.endedBy;
  }

  /** Waits no longer than the call lasts; what it waited for goes on. @throws RequestFailure when the call ends meanwhile */
  async until<T>(work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    this.onInterrupt(reject);
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.onInterrupt(undefined);
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.permit.signal?.removeEventListener('abort', this.onHalt);
  }

  private interrupt(reason: RequestFailure): void {
    if (this.endedBy) return;
    this.endedBy = reason;
    this.interrupted?.(reason);
  }
}
