import { OutboxHistory } from '@patchbay/outbox';
import { type PostgresListener, Wakeup } from '@patchbay/postgres';
import { FeedChanges, type FeedWatch } from '../../../application/event-feed/event-feed-ports.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
import type { RegistryDatabase } from '../registry-database.ts';

interface PostgresFeedChangesOptions {
  database: RegistryDatabase;
  /** Started and stopped by its owner. */
  listener: PostgresListener;
  onError: (error: unknown) => void;
  /** For a notification that is lost. Default 1000. */
  pollMs?: number;
}

const stepsAtOnce = 1_000;

/** Looks at the history once for all followers of this replica, and wakes those whose organization has something new. */
export class PostgresFeedChanges extends FeedChanges {
  private readonly watches = new Map<Wakeup, OrganizationId>();
  private readonly history: OutboxHistory;
  /** Seen up to there; undefined while nobody follows. */
  private seen: number | undefined;
  private looking = false;
  private lookAgain = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PostgresFeedChangesOptions) {
    super();
    this.history = new OutboxHistory(options.database.system);
    const look = () => this.look();
    this.history.subscribe(options.listener, { onNotify: look, onListening: look });
  }

  override watch(organizationId: OrganizationId): FeedWatch {
    const wakeup = new Wakeup();
    let ended = false;
    this.watches.set(wakeup, organizationId);
    this.timer ??= setInterval(() => this.look(), this.options.pollMs ?? 1_000);
    return {
      next: async (withinMs) => {
        if (!ended) await wakeup.sleep(withinMs);
      },
      end: () => {
        ended = true;
        this.watches.delete(wakeup);
        wakeup.call();
        if (this.watches.size === 0) this.rest();
      },
    };
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.seen = undefined;
  }

  /** One look at a time; what comes meanwhile is looked at next. */
  private look(): void {
    if (this.watches.size === 0) return;
    this.lookAgain = true;
    if (this.looking) return;
    void this.lookWhileAsked();
  }

  private async lookWhileAsked(): Promise<void> {
    this.looking = true;
    try {
      while (this.lookAgain && this.watches.size > 0) {
        this.lookAgain = false;
        await this.wakeConcerned();
      }
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.looking = false;
    }
  }

  private async wakeConcerned(): Promise<void> {
    const { seq } = await this.history.position();
    if (this.seen === undefined || seq < this.seen || seq - this.seen > stepsAtOnce) {
      this.wake(() => true);
    } else if (seq > this.seen) {
      const news = await this.history.readOrganizations(this.seen, seq - this.seen);
      const concerned = new Set<string>(news.map(({ organizationId }) => organizationId));
      this.wake((organizationId) => concerned.has(organizationId));
    }
    if (this.watches.size > 0) this.seen = seq;
  }

  private wake(isConcerned: (organizationId: OrganizationId) => boolean): void {
    for (const [wakeup, organizationId] of this.watches) if (isConcerned(organizationId)) wakeup.call();
  }
}
