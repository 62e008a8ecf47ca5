import { connectorLifecycle, OrganizationId } from '@patchbay/contracts';
import { type HistoryEntry, OutboxHistory } from '@patchbay/outbox';
import {
  EventFeed,
  type FeedCursor,
  type FeedEvent,
  type FeedPosition,
  type FeedSelection,
} from '../../../application/event-feed/event-feed-ports.ts';
import type { RegistryDatabase } from '../registry-database.ts';

/** Of an `int` column. */
const highestOrdinal = 2_147_483_647;

/** Reads the outbox, which keeps what is published for a day. */
export class PostgresEventFeed extends EventFeed {
  private readonly history: OutboxHistory;

  constructor(private readonly database: RegistryDatabase) {
    super();
    this.history = new OutboxHistory(database.system);
  }

  override position(): Promise<FeedPosition> {
    return this.history.position();
  }

  override reachesBackTo(position: FeedPosition): Promise<boolean> {
    return this.history.reachesBackTo(position);
  }

  override async read({ organizationId, connectorIds }: FeedSelection, after: FeedCursor, limit: number): Promise<FeedEvent[]> {
    const entries = await this.database.forOrganization(organizationId, (manager) =>
      new OutboxHistory(manager).read({
        organizationId: OrganizationId.parse(organizationId),
        topic: connectorLifecycle.name,
        keys: connectorIds,
        after: { seq: after.seq, ordinal: Math.min(after.ordinal, highestOrdinal) },
        limit,
      }),
    );
    return entries.map(feedEventOf);
  }
}

/** Without what is about the way and not about the event. */
function feedEventOf({ seq, ordinal, epoch, event }: HistoryEntry): FeedEvent {
  const { source: _source, traceparent: _traceparent, ...message } = event.envelope;
  return { seq, ordinal, epoch, message };
}
