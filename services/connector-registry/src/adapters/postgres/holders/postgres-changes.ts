import { OutboxHistory } from '@patchbay/outbox';
import type { PostgresListener } from '@patchbay/postgres';
import { type Change, Changes } from '../../../application/holders/ports.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { readSteps } from './changes-read.ts';

interface PostgresChangesOptions {
  database: RegistryDatabase;
  /** Started and stopped by its owner. */
  listener: PostgresListener;
  onError: (error: unknown) => void;
}

const stepsAtOnce = 1_000;
/** For a notification that is lost. */
const pollMs = 250;

type Subscriber = (changes: readonly Change[]) => void;

/** Looks at the history once for all holders of this replica. */
export class PostgresChanges extends Changes {
  private readonly subscribers = new Set<Subscriber>();
  /** Told up to there; undefined while nobody is told. */
  private seen: number | undefined;
  private looking = false;
  private lookAgain = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PostgresChangesOptions) {
    super();
    const look = () => this.look();
    new OutboxHistory(options.database.system).subscribe(options.listener, { onNotify: look, onListening: look });
  }

  override subscribe(onChanges: Subscriber): () => void {
    this.subscribers.add(onChanges);
    this.timer ??= setInterval(() => this.look(), pollMs);
    this.look();
    return () => {
      this.subscribers.delete(onChanges);
      if (this.subscribers.size === 0) this.rest();
    };
  }

  override async readAfter(seq: number): Promise<Change[] | undefined> {
    const { head, changes, count } = await readSteps(this.options.database.system, seq, stepsAtOnce);
    return count === head.seq - seq ? changes : undefined;
  }

  /** By this process, which needs nobody to tell it. What it does not follow upon is read. */
  committed(change: Change): void {
    if (this.seen === undefined || change.seq !== this.seen + 1) this.look();
    else {
      this.seen = change.seq;
      for (const subscriber of this.subscribers) subscriber([change]);
    }
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.seen = undefined;
  }

  /** One look at a time; what comes meanwhile is looked at next. */
  private look(): void {
    if (this.subscribers.size === 0) return;
    this.lookAgain = true;
    if (!this.looking) void this.lookWhileAsked();
  }

  private async lookWhileAsked(): Promise<void> {
    this.looking = true;
    try {
      while (this.lookAgain && this.subscribers.size > 0) {
        this.lookAgain = false;
        await this.tellNews();
      }
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.looking = false;
    }
  }

  private async tellNews(): Promise<void> {
    const { seen } = this;
    const { head, changes, count, lastSeq } = await readSteps(this.options.database.system, seen ?? Number.MAX_SAFE_INTEGER, stepsAtOnce);
    if (this.subscribers.size === 0) return;
    // Before `seen` after a restore: what was lost is what the next renewals bring.
    this.seen = count === stepsAtOnce ? lastSeq : head.seq;
    if (count === stepsAtOnce) this.lookAgain = true;
    if (seen === undefined || changes.length === 0) return;
    for (const subscriber of this.subscribers) subscriber(changes);
  }
}
