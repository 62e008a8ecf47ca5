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
/** Messages of different keys that are in hand at the same time, so that their handlers can share a transaction. */
const mostAtOnce = 50;

/** One partition's messages, those of a key one at a time and in order; where it stands, and since when it has not moved. */
export class Partition {
  private readonly queue: IncomingMessage[] = [];
  private readonly dropping = new AbortController();
  private running: Promise<void>;
  private isRunning = false;
  /** So many at the head of the queue. */
  private inHand = 0;
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
    this.queue.length = Math.min(this.queue.length, this.isRunning ? Math.max(1, this.inHand) : 0);
    const last = this.queue.at(-1);
    this.accepted = last === undefined ? (this.next ?? 0) : last.offset + 1;
  }

  /** Starts nothing more; resolves when the messages in hand are done with. */
  async drop(): Promise<void> {
    this.dropping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.dropping.signal.aborted && this.queue.length > 0) await this.handleNext();
    this.isRunning = false;
  }

  private async handleNext(): Promise<void> {
    const batch = this.queue.slice(0, headOfDifferentKeys(this.queue));
    this.inHand = batch.length;
    const handled = await Promise.all(batch.map((message) => this.isHandled(message)));
    this.inHand = 0;
    // Those behind one that was given up come again with it.
    const done = handled.includes(false) ? handled.indexOf(false) : batch.length;
    const last = batch[done - 1];
    if (last === undefined) return;
    this.queue.splice(0, done);
    this.next = last.offset + 1;
    this.behindSinceMs = undefined;
    this.noteLag();
    this.options.onHandled(this);
  }

  /** Tries again and again; false when nobody wants it any more. */
  private async isHandled(message: IncomingMessage): Promise<boolean> {
    const { signal } = this.dropping;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      if (attempt > 1) await pause(pauseMs(attempt, this.options.firstPauseMs ?? 100, longestPauseMs), signal);
      if (signal.aborted) return false;
      try {
        await this.options.handler(message);
        return true;
      } catch {
        // Not reported here: the handler's owner knows why it rejects.
      }
    }
    return false;
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

/** How many messages may be handled side by side: their order counts within a key only. A message without a key is on its own. */
function headOfDifferentKeys(queue: readonly IncomingMessage[]): number {
  const keys = new Set<string>();
  for (const [index, { key }] of queue.entries()) {
    const text = key?.toString('latin1');
    if (index === mostAtOnce || text === undefined || keys.has(text)) return Math.max(1, index);
    keys.add(text);
  }
  return queue.length;
}
