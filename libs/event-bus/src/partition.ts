import type { IncomingMessage, MessageHandler } from './event-bus.ts';
import { pause, pauseMs } from './pause.ts';

interface PartitionOptions {
  handler: MessageHandler;
  /** What the partition's previous owner in this process may still have in hand. */
  after?: Promise<void> | undefined;
  onHandled: (partition: Partition) => void;
  /** Default 100, doubling up to 5,000. */
  firstPauseMs?: number | undefined;
}

const longestPauseMs = 5_000;

/** One partition's messages, one at a time; where it stands, and since when it has not moved. */
export class Partition {
  private readonly queue: IncomingMessage[] = [];
  private readonly dropping = new AbortController();
  private running: Promise<void>;
  private isRunning = false;
  private behindSinceMs: number | undefined;
  /** Offset after the last one that was taken in. */
  private accepted = 0;
  /** Offset after the last one that is handled; undefined until it is known where reading starts. */
  next: number | undefined;
  /** Offset after the last message of the topic that is known of. */
  private end = 0;
  private endAtStart: number | undefined;

  constructor(private readonly options: PartitionOptions) {
    this.running = options.after ?? Promise.resolve();
  }

  get lag(): number {
    return this.next === undefined ? 0 : Math.max(0, this.end - this.next);
  }

  get backlog(): number {
    return this.queue.length;
  }

  /** Offset of the first message that has not been taken in. */
  get wanted(): number {
    return this.accepted;
  }

  get caughtUp(): boolean {
    return this.endAtStart !== undefined && this.next !== undefined && this.next >= this.endAtStart;
  }

  /** How long there have been messages of which none was handled. */
  stuckForMs(nowMs: number): number {
    return this.behindSinceMs === undefined ? 0 : nowMs - this.behindSinceMs;
  }

  /** How long there have been messages that were not even delivered, while nothing was in hand. */
  starvedForMs(nowMs: number): number {
    return this.isRunning ? 0 : this.stuckForMs(nowMs);
  }

  /** Tells where reading starts, if nothing has been delivered yet, and where the topic ends now. */
  locate(start: number, end: number): void {
    this.end = Math.max(this.end, end);
    this.next ??= start;
    this.endAtStart ??= end;
    // Retention and compaction may have removed everything that was to be read.
    if (!this.isRunning && start > this.next) this.next = start;
    this.noteLag();
  }

  deliver(messages: readonly IncomingMessage[], end: number): void {
    const [first] = messages;
    if (this.dropping.signal.aborted || first === undefined) return;
    this.noteEnd(end);
    this.next ??= first.offset;
    for (const message of messages) {
      // After a rebalance the client begins again at the last commit, which may be behind what is in hand.
      if (message.offset < this.accepted) continue;
      this.accepted = message.offset + 1;
      this.queue.push(message);
    }
    this.noteLag();
    if (!this.isRunning && this.queue.length > 0) {
      this.isRunning = true;
      this.running = this.running.then(() => this.run());
    }
  }

  restartClock(): void {
    this.behindSinceMs = undefined;
    this.noteLag();
  }

  /** Forgets what has not begun; it will be delivered again. */
  rewind(): void {
    const inHand = this.isRunning ? this.queue[0] : undefined;
    this.queue.length = 0;
    if (inHand !== undefined) this.queue.push(inHand);
    this.accepted = inHand === undefined ? (this.next ?? 0) : inHand.offset + 1;
  }

  /** Starts nothing more; resolves when the message in hand is done with. */
  async drop(): Promise<void> {
    this.dropping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.dropping;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const [message] = this.queue;
      if (message === undefined) break;
      if (attempt > 1) await pause(pauseMs(attempt, this.options.firstPauseMs ?? 100, longestPauseMs), signal);
      if (!signal.aborted && (await this.isHandled(message))) attempt = 0;
    }
    this.isRunning = false;
  }

  private async isHandled(message: IncomingMessage): Promise<boolean> {
    try {
      await this.options.handler(message);
    } catch {
      // Not reported here: the handler's owner knows why it rejects.
      return false;
    }
    this.queue.shift();
    this.next = message.offset + 1;
    this.behindSinceMs = undefined;
    this.noteLag();
    this.options.onHandled(this);
    return true;
  }

  private noteEnd(end: number): void {
    if (end < this.accepted) {
      // The topic was made anew: what is known of the old one would hide the first messages of the new one.
      this.next = undefined;
      this.accepted = 0;
      this.end = end;
    }
    this.end = Math.max(this.end, end);
  }

  private noteLag(): void {
    this.behindSinceMs = this.lag > 0 ? (this.behindSinceMs ?? performance.now()) : undefined;
  }
}
