import type { TopicPartitionOffset } from 'kafkajs';

/** Commits what is handled, one request at a time; what is handled during a request goes into the next one. */
export class OffsetCommits {
  private readonly handled = new Map<string, TopicPartitionOffset>();
  private running = Promise.resolve();
  private isRunning = false;

  constructor(
    private readonly commit: (offsets: TopicPartitionOffset[]) => Promise<void>,
    private readonly isMine: (offset: TopicPartitionOffset) => boolean,
  ) {}

  note(offset: TopicPartitionOffset): void {
    this.handled.set(`${offset.topic}/${offset.partition}`, offset);
    void this.flush();
  }

  /** Resolves when all is committed, or has failed: then it stays noted, and goes with the next one. */
  flush(): Promise<void> {
    if (!this.isRunning) {
      this.isRunning = true;
      this.running = this.run();
    }
    return this.running;
  }

  private async run(): Promise<void> {
    try {
      for (let offsets = this.due(); offsets.length > 0; offsets = this.due()) {
        await this.commit(offsets);
        this.forget(offsets);
      }
    } catch {
      // Uncommitted is only redelivered; a client that cannot commit will crash or be found stalled.
    } finally {
      this.isRunning = false;
    }
  }

  /** What was handled meanwhile is still to be committed. */
  private forget(offsets: readonly TopicPartitionOffset[]): void {
    for (const offset of offsets) {
      const key = `${offset.topic}/${offset.partition}`;
      if (this.handled.get(key) === offset) this.handled.delete(key);
    }
  }

  /** A partition that has gone to another consumer must not be set back to where this one was. */
  private due(): TopicPartitionOffset[] {
    for (const [key, offset] of this.handled) if (!this.isMine(offset)) this.handled.delete(key);
    return [...this.handled.values()];
  }
}
