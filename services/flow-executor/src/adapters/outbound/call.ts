import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestPermit } from '../../domain/gate/passage.ts';
import { RequestFailure } from './request-failure.ts';

/** The time that one request of a flow has, retries included, and the signal that ends it: at its deadline, or when its gate closes. */
export class Call {
  private readonly controller = new AbortController();
  private readonly deadlineMs: number;
  private readonly timer: NodeJS.Timeout;
  private readonly onHalt = () => this.controller.abort(new RequestFailure(this.permit.refusal() ?? 'CONTROL_PLANE_STALE'));

  constructor(
    readonly timeoutMs: number,
    private readonly permit: RequestPermit,
  ) {
    this.deadlineMs = performance.now() + timeoutMs;
    this.timer = setTimeout(() => this.controller.abort(new RequestFailure('TIMEOUT')), timeoutMs);
    permit.signal?.addEventListener('abort', this.onHalt, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** When nobody waits for the answer any more, for the other side: it may give up then too. */
  get deadline(): string {
    return new Date(Date.now() + this.remainingMs).toISOString();
  }

  get remainingMs(): number {
    return Math.max(0, this.deadlineMs - performance.now());
  }

  /** @throws RequestFailure when the call ends meanwhile */
  async pause(ms: number): Promise<void> {
    const { signal } = this.controller;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }

  /** To be asked at the last moment before bytes leave. @throws RequestFailure */
  requirePermit(): void {
    const refusal = this.permit.refusal();
    if (refusal !== undefined) throw new RequestFailure(refusal);
    this.controller.signal.throwIfAborted();
  }

  /** Waits no longer than the call lasts; what it waited for goes on. */
  async until<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.controller;
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([work, promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  end(): void {
    clearTimeout(this.timer);
    this.permit.signal?.removeEventListener('abort', this.onHalt);
  }
}
