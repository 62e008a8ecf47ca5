import type { ServerResponse } from 'node:http';
import { evictAfterMs } from '@patchbay/halt-protocol';
import { type Change, Changes, HolderObserver, type Holding, Leases } from '../../../application/holders/ports.ts';
import { PushStream } from './push-stream.ts';

const heartbeatMs = 1_000;
/** How often it is looked whether those who are told still have a lease, in heartbeats. */
const checkEvery = 5;

interface PushStreamsOptions {
  changes: Changes;
  leases: Leases;
  observer: HolderObserver;
  onError: (error: unknown) => void;
}

/** The streams of this replica: one for each holder that has chosen it. */
export class PushStreams {
  private readonly streams = new Map<string, PushStream>();
  private beats = 0;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(private readonly options: PushStreamsOptions) {}

  get count(): number {
    return this.streams.size;
  }

  /** A second stream of the same holder takes the place of the first, which may be half dead. */
  async open({ instanceId, organizationId }: Holding, response: ServerResponse, afterSeq: number | undefined): Promise<void> {
    const { observer, changes } = this.options;
    this.streams.get(instanceId)?.end('replaced');
    const stream = new PushStream({
      response,
      organizationId,
      onEnd: (because) => {
        if (this.streams.get(instanceId) === stream) this.streams.delete(instanceId);
        if (because !== 'closed') observer.streamEnded({ instanceId, because });
        if (this.streams.size === 0) this.rest();
      },
    });
    this.streams.set(instanceId, stream);
    this.unsubscribe ??= changes.subscribe((news) => this.tell(news));
    this.timer ??= setInterval(() => this.beat(), heartbeatMs);
    stream.heartbeat();
    // What is told meanwhile comes twice, or before what it follows: a holder can tell by the numbers.
    if (afterSeq === undefined) return;
    try {
      stream.push((await changes.readAfter(afterSeq)) ?? []);
    } catch (error) {
      // The next renewal brings it.
      this.options.onError(error);
    }
  }

  endAll(): void {
    for (const stream of this.streams.values()) stream.end('closed');
  }

  private tell(news: readonly Change[]): void {
    for (const stream of this.streams.values()) stream.push(news);
  }

  private beat(): void {
    for (const stream of this.streams.values()) stream.heartbeat();
    this.beats += 1;
    if (this.beats % checkEvery === 0) void this.endWithoutLease().catch(this.options.onError);
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.unsubscribe?.();
    this.unsubscribe = undefined;
  }

  /** A holder that has not renewed for long, or may not any more, is not told anything either. */
  private async endWithoutLease(): Promise<void> {
    const { holders, nowMs } = await this.options.leases.list();
    const alive = new Set(
      holders.filter(({ left, expiresAtMs }) => !left && nowMs <= expiresAtMs + evictAfterMs).map(({ instanceId }) => instanceId),
    );
    for (const [instanceId, stream] of this.streams) if (!alive.has(instanceId)) stream.end('lease-over');
  }
}
