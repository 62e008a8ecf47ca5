import type { MessageHandler, Progress } from './event-bus.ts';
import { Partition } from './partition.ts';
import { settledWithin } from './pause.ts';

export interface PartitionId {
  topic: string;
  partition: number;
}

interface PartitionsOptions {
  handler: MessageHandler;
  stallAfterMs: number;
  onHandled?: (id: PartitionId, next: number) => void;
  firstPauseMs?: number | undefined;
}

const drainMs = 5_000;

const keyOf = ({ topic, partition }: PartitionId): string => `${topic}/${partition}`;

/** The partitions that one consumer has at the moment, and its progress over all of them. */
export class Partitions {
  private readonly assigned = new Map<string, { id: PartitionId; partition: Partition }>();
  /** A partition that comes back waits for what its former self still has in hand, so that it stays one at a time. */
  private readonly leaving = new Map<string, Promise<void>>();
  private joined = false;
  private isAttached = false;
  private caughtUp = false;
  private recovering = false;
  private lastProgressAt: Date | undefined;

  constructor(private readonly options: PartitionsOptions) {}

  find(id: PartitionId): Partition | undefined {
    return this.assigned.get(keyOf(id))?.partition;
  }

  list(): { id: PartitionId; partition: Partition }[] {
    return [...this.assigned.values()];
  }

  /** Replaces what is assigned. Partitions that stay keep the message in hand and forget what was queued behind it. */
  assign(ids: readonly PartitionId[]): void {
    this.joined = true;
    this.isAttached = true;
    const keys = new Set(ids.map(keyOf));
    for (const [key, { partition }] of this.assigned) {
      if (keys.has(key)) partition.rewind();
      else this.remove(key, partition);
    }
    for (const id of ids) {
      const key = keyOf(id);
      if (!this.assigned.has(key)) this.assigned.set(key, { id, partition: this.create(id, this.leaving.get(key)) });
    }
  }

  /** Gives up what is assigned, because its consumer is gone; what it has in hand is not counted any more. */
  revoke(): void {
    this.isAttached = false;
    for (const [key, { partition }] of this.assigned) this.remove(key, partition);
  }

  /** Starts no handler any more; resolves when those that run are done, or after a while without them. */
  async stop(): Promise<void> {
    const ending = this.list().map(({ partition }) => partition.drop());
    await settledWithin(Promise.all([...ending, ...this.leaving.values()]), drainMs);
  }

  /** Not in order until something is handled, or there is nothing to handle. */
  noteStall(): void {
    this.recovering = true;
  }

  progress(): Progress {
    const partitions = this.list().map(({ partition }) => partition);
    const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0);
    const located = this.isAttached && partitions.every(({ next }) => next !== undefined);
    if (located && partitions.every(({ caughtUp }) => caughtUp)) this.caughtUp = true;
    if (located && lag === 0) this.recovering = false;
    const now = performance.now();
    const stuck = partitions.some((partition) => partition.stuckForMs(now) >= this.options.stallAfterMs);
    return { joined: this.joined, caughtUp: this.caughtUp, lag, lastProgressAt: this.lastProgressAt, stalled: stuck || this.recovering };
  }

  /** What lay still while the broker was away says nothing about the consumer. */
  restartClocks(): void {
    for (const { partition } of this.list()) partition.restartClock();
  }

  isStarved(): boolean {
    const now = performance.now();
    return this.list().some(({ partition }) => partition.starvedForMs(now) >= this.options.stallAfterMs);
  }

  private create(id: PartitionId, after: Promise<void> | undefined): Partition {
    const { handler, firstPauseMs, onHandled } = this.options;
    return new Partition({
      handler,
      after,
      firstPauseMs,
      onHandled: (partition) => {
        this.lastProgressAt = new Date();
        this.recovering = false;
        if (this.find(id) === partition && partition.next !== undefined) onHandled?.(id, partition.next);
      },
    });
  }

  private remove(key: string, partition: Partition): void {
    this.assigned.delete(key);
    this.leaving.set(key, partition.drop());
  }
}
