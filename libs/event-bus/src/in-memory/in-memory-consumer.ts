import type { ConsumeOptions, IncomingMessage, MessageHandler, Progress, Running } from '../event-bus.ts';
import { type PartitionId, Partitions } from '../partitions.ts';

interface InMemoryConsumerOptions extends ConsumeOptions {
  handler: MessageHandler;
  firstPauseMs: number;
  stallAfterMs: number;
  /** `topic/partition` to the offset of the next message of the group. */
  committed: Map<string, number>;
  logOf: (topic: string) => readonly IncomingMessage[][];
  onStopped: (consumer: InMemoryConsumer) => void;
}

export class InMemoryConsumer implements Running {
  readonly group: string;
  readonly mode: ConsumeOptions['mode'];
  private readonly partitions: Partitions;

  constructor(private readonly options: InMemoryConsumerOptions) {
    this.group = options.group;
    this.mode = options.mode;
    this.partitions = new Partitions({
      handler: options.handler,
      firstPauseMs: options.firstPauseMs,
      stallAfterMs: options.stallAfterMs,
      onHandled: ({ topic, partition }, next) => options.committed.set(`${topic}/${partition}`, next),
    });
  }

  assign(isMine: (partition: number) => boolean): void {
    const ids: PartitionId[] = this.options.topics.flatMap((topic) =>
      this.options.logOf(topic).flatMap((_, partition) => (isMine(partition) ? [{ topic, partition }] : [])),
    );
    this.partitions.assign(ids);
    for (const { topic, partition } of ids) this.read(topic, partition);
  }

  /** Takes in what is on the partition beyond the last commit; what it has already is skipped. */
  read(topic: string, partition: number): void {
    const assigned = this.partitions.find({ topic, partition });
    const log = this.options.logOf(topic)[partition];
    if (assigned === undefined || log === undefined) return;
    const start = this.options.committed.get(`${topic}/${partition}`) ?? 0;
    assigned.locate(start, log.length);
    assigned.deliver(log.slice(Math.max(start, assigned.wanted)), log.length);
  }

  progress(): Progress {
    return this.partitions.progress();
  }

  async stop(): Promise<void> {
    await this.partitions.stop();
    this.options.onStopped(this);
  }
}
