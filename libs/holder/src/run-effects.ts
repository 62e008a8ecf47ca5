import { isPromise } from 'node:util/types';
import {
  type Ack,
  type ConnectorRecord,
  confirmClosed,
  confirmDrained,
  type HolderEffect,
  type HolderEffects,
  type HolderState,
} from '@patchbay/halt-protocol';
import type { HolderClock } from './clock.ts';
import type { HolderHandlers, HolderWatch, Path, Stop } from './handlers.ts';

const retryMs = 200;

/** Done when it returns, or when the promise that it returns resolves. */
type Work = () => unknown;

interface RunEffectsOptions<R extends ConnectorRecord> {
  state: HolderState<R>;
  clock: HolderClock;
  handlers: HolderHandlers<R>;
  watch: HolderWatch;
  onLease: (has: boolean) => void;
  send: (ack: Ack) => void;
  renewNow: () => void;
}

/** Carries out what the protocol asks for: for one connector in order, each step when the one before has ended; in the same turn where nothing has to be waited for. */
export class RunEffects<R extends ConnectorRecord> {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly retries = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(private readonly options: RunEffectsOptions<R>) {}

  run(effects: HolderEffects<R>, path: Path): void {
    for (const effect of effects) this.runOne(effect, path);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.retries) clearTimeout(timer);
  }

  private runOne(effect: HolderEffect<R>, path: Path): void {
    const { handlers, send, renewNow, watch, onLease } = this.options;
    switch (effect.type) {
      case 'closeGate':
        watch.closed?.(path, effect);
        this.inOrder(effect, () => handlers.closeGate?.(effect));
        break;
      case 'dropTokens':
        this.inOrder(effect, () => handlers.dropTokens?.(effect));
        break;
      case 'abortCalls':
        this.inOrder(effect, () => this.abort(effect));
        break;
      case 'drainCalls':
        this.inOrder(effect, () => this.drain(effect));
        break;
      case 'openGate':
        handlers.openGate?.(effect.record);
        break;
      case 'leaseGained':
        onLease(true);
        handlers.leaseGained?.();
        break;
      case 'leaseLost':
        onLease(false);
        watch.leaseLost?.(effect.reason);
        handlers.leaseLost?.(effect.reason, effect.exceptConnectorIds);
        break;
      case 'send':
        send(effect.ack);
        break;
      case 'renewNow':
        renewNow();
        break;
      case 'ignored':
        break;
    }
  }

  private abort(stop: Stop): unknown {
    const aborted = this.options.handlers.abortCalls(stop);
    return after(aborted, (count) => this.closed(stop, count, 0));
  }

  private drain(stop: Stop): unknown {
    const { handlers } = this.options;
    if (!handlers.drainCalls) return this.abort(stop);
    return after(handlers.drainCalls(stop), ({ draining, ended }) => {
      this.closed(stop, 0, draining);
      if (draining > 0) this.reportEnd(stop, ended);
    });
  }

  private closed({ connectorId, belowVersion }: Stop, aborted: number, draining: number): void {
    const { state, clock } = this.options;
    this.run(confirmClosed(state, { connectorId, belowVersion, aborted, draining }, Math.trunc(clock.wallMs())), 'clock');
  }

  private reportEnd({ connectorId, belowVersion }: Stop, ended: Promise<number>): void {
    const { state, clock } = this.options;
    const report = (aborted: number) =>
      this.run(confirmDrained(state, { connectorId, belowVersion, aborted }, Math.trunc(clock.wallMs())), 'clock');
    ended.then(report).catch((error: unknown) => this.options.watch.problem?.('the end of a drain was not told', error));
  }

  private inOrder({ connectorId }: Stop, work: Work): void {
    const before = this.underWay.get(connectorId);
    const running = before ? before.then(() => this.untilDone(work)) : this.untilDone(work);
    if (running === undefined) return;
    this.underWay.set(connectorId, running);
    void running.then(() => {
      if (this.underWay.get(connectorId) === running) this.underWay.delete(connectorId);
    });
  }

  /** Never rejects. @returns undefined when it is done already */
  private untilDone(work: Work): Promise<void> | undefined {
    try {
      const running = work();
      if (!isPromise(running)) return undefined;
      return running.then(
        () => undefined,
        (error: unknown) => this.again(work, error),
      );
    } catch (error) {
      return this.again(work, error);
    }
  }

  private again(work: Work, error: unknown): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.options.watch.problem?.('what a closed gate asks for failed, and is not acknowledged before it is done', error);
    return new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.retries.delete(timer);
        resolve();
      }, retryMs).unref();
      this.retries.add(timer);
    }).then(() => this.untilDone(work));
  }
}

const after = <T>(value: T | Promise<T>, next: (value: T) => void): unknown =>
  isPromise(value) ? (value as Promise<T>).then(next) : next(value as T);
