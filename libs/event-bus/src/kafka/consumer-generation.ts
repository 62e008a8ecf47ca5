import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload } from 'kafkajs';
import type { PartitionId, Partitions } from '../partitions.ts';
import { settledWithin } from '../pause.ts';
import { isPassing } from './client-error.ts';
import { type KafkaClient, workRetry } from './kafka-client.ts';
import { incomingOf } from './kafka-message.ts';
import { OffsetCommits } from './offset-commits.ts';
import type { TopicNames } from './topic-names.ts';
import { Watermarks } from './watermarks.ts';

interface GenerationOptions {
  client: KafkaClient;
  groupId: string;
  /** Whether what is handled is committed for the group to go on from. */
  commits: boolean;
  topics: readonly string[];
  names: TopicNames;
  partitions: Partitions;
}

/** Why a generation came to its end; `passing` is an absence of the broker, anything else a fault of the client. */
export interface GenerationEnd {
  error: unknown;
  passing: boolean;
}

/** A partition with more than this in memory is not fetched from until it has fallen below a quarter of it. */
const backlogLimit = 400;
const leaveMs = 1_000;

/**
 * One life of the client library's consumer. It only fetches: handling goes on in the partitions' own loops, so that a handler that takes
 * its time holds up neither the heartbeats nor the other partitions.
 */
export class ConsumerGeneration {
  /** Never rejects. */
  readonly ended: Promise<GenerationEnd>;
  private readonly end: (end: GenerationEnd) => void;
  private readonly consumer: Consumer;
  private readonly watermarks: Watermarks;
  private readonly commits: OffsetCommits;
  private readonly paused = new Map<string, PartitionId>();
  private closed = false;
  private passing = false;
  hasJoined = false;

  constructor(private readonly options: GenerationOptions) {
    const { promise, resolve } = Promise.withResolvers<GenerationEnd>();
    this.ended = promise;
    this.end = resolve;
    this.watermarks = new Watermarks(options.client);
    this.consumer = options.client.kafka.consumer({
      groupId: options.groupId,
      // The least that a broker accepts by default: a generation that could not say goodbye holds up its successor for so long.
      sessionTimeout: 6_000,
      rebalanceTimeout: 10_000,
      heartbeatInterval: 1_000,
      maxWaitTimeInMs: 250,
      allowAutoTopicCreation: false,
      retry: {
        ...workRetry,
        // Asked only about errors that pass. No: a crashed consumer is rebuilt with a new client, never restarted.
        restartOnFailure: async () => {
          this.passing = true;
          return false;
        },
      },
    });
    this.commits = new OffsetCommits(
      (offsets) => this.consumer.commitOffsets(offsets),
      ({ topic, partition }) => options.partitions.find({ topic: options.names.ours(topic), partition }) !== undefined,
    );
  }

  async start(): Promise<void> {
    const { consumer, options } = this;
    consumer.on(consumer.events.CRASH, ({ payload }) => this.end({ error: payload.error, passing: this.passing }));
    consumer.on(consumer.events.GROUP_JOIN, (event) => this.onJoin(event));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: options.topics.map((topic) => options.names.theirs(topic)), fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatch: async (payload) => this.onBatch(payload) });
    } catch (error) {
      this.end({ error, passing: isPassing(error) });
    }
  }

  /** To be told of every message that is handled. */
  noteHandled(id: PartitionId, next: number): void {
    const paused = this.paused.get(`${id.topic}/${id.partition}`);
    const partition = this.options.partitions.find(id);
    if (paused !== undefined && (partition?.backlog ?? 0) < backlogLimit / 4) this.resume([paused]);
    if (this.options.commits)
      this.commits.note({ topic: this.options.names.theirs(id.topic), partition: id.partition, offset: String(next) });
  }

  /**
   * Compares with what the broker has.
   * @returns false when the broker does not answer
   */
  async locate(): Promise<boolean> {
    void this.commits.flush();
    try {
      for (const topic of this.options.topics) await this.locateTopic(topic);
      return true;
    } catch {
      return false;
    }
  }

  /** Commits what is handled and leaves the group, or is cut off. */
  async close(): Promise<void> {
    await settledWithin(this.commits.flush(), leaveMs / 2);
    this.closed = true;
    await settledWithin(Promise.all([this.consumer.disconnect(), this.watermarks.close()]), leaveMs);
    this.options.client.kill();
  }

  private async locateTopic(topic: string): Promise<void> {
    const { partitions, names, commits, groupId } = this.options;
    const mine = partitions.list().filter(({ id }) => id.topic === topic);
    const watermarks = await this.watermarks.of(names.theirs(topic));
    const isNew = mine.some(({ partition }) => partition.next === undefined);
    const committed = commits && isNew ? await this.watermarks.committed(groupId, names.theirs(topic)) : new Map<number, number>();
    for (const { id, partition } of mine) {
      const mark = watermarks.find(({ partition: number }) => number === id.partition);
      if (mark !== undefined) partition.locate(Math.max(mark.low, committed.get(id.partition) ?? 0), mark.high);
    }
  }

  private onJoin({ payload }: ConsumerGroupJoinEvent): void {
    if (this.closed) return;
    const { names, partitions } = this.options;
    const ids = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
      numbers.map((partition) => ({ topic: names.ours(topic), partition })),
    );
    this.hasJoined = true;
    partitions.assign(ids);
    this.resume([...this.paused.values()]);
    void this.locate();
  }

  private onBatch({ batch }: EachBatchPayload): void {
    const id = { topic: this.options.names.ours(batch.topic), partition: batch.partition };
    const partition = this.closed ? undefined : this.options.partitions.find(id);
    if (partition === undefined) return;
    const messages = batch.messages.map((message) => incomingOf(id, message));
    partition.deliver(messages, Number(batch.highWatermark));
    if (partition.backlog > backlogLimit) this.pause(id);
  }

  private pause(id: PartitionId): void {
    this.paused.set(`${id.topic}/${id.partition}`, id);
    this.consumer.pause([{ topic: this.options.names.theirs(id.topic), partitions: [id.partition] }]);
  }

  private resume(ids: readonly PartitionId[]): void {
    for (const { topic, partition } of ids) {
      this.paused.delete(`${topic}/${partition}`);
      this.consumer.resume([{ topic: this.options.names.theirs(topic), partitions: [partition] }]);
    }
  }
}
