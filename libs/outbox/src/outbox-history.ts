import type { OrganizationId, OutgoingEvent } from '@patchbay/contracts';
import type { PostgresListener, Subscription } from '@patchbay/postgres';
import { outboxChannel } from './outbox-channel.ts';
import { type OutboxRow, outboxColumns, outgoingEventOf } from './outbox-row.ts';
import type { OutboxPosition } from './outgoing-draft.ts';

/** After which event to go on. */
export type HistoryCursor = Pick<OutboxRow, 'seq' | 'ordinal'>;

export interface HistoryEntry extends HistoryCursor {
  epoch: number;
  event: OutgoingEvent;
}

export interface HistoryQuery {
  organizationId: OrganizationId;
  topic: string;
  /** Of these keys only. */
  keys?: readonly string[] | undefined;
  after: HistoryCursor;
  limit: number;
}

/** The latest events of a service, published or not, for readers that are no consumers of topics. As long as the relay keeps them: a day and more. */
export class OutboxHistory {
  constructor(private readonly database: { query<Rows>(statement: string, parameters?: unknown[]): Promise<Rows> }) {}

  /** Of the last step that has committed. */
  async position(): Promise<OutboxPosition> {
    const [position] = await this.database.query<OutboxPosition[]>('SELECT seq, epoch FROM outbox_clock');
    if (!position) throw new Error('the table outbox_clock has no row: its migration inserts one, and nothing may delete it');
    return position;
  }

  /** @returns whether everything that has happened since that step is still here, and the step is one of this history and not of one that a restore has undone */
  async reachesBackTo({ seq, epoch }: OutboxPosition): Promise<boolean> {
    const found = await this.database.query<unknown[]>(
      `SELECT 1 FROM outbox WHERE seq = $1 AND registry_epoch = $2 UNION ALL SELECT 1 FROM outbox_clock WHERE seq = $1 AND epoch = $2 LIMIT 1`,
      [seq, epoch],
    );
    return found.length > 0;
  }

  /** @returns whether the events of that step and of all before it are published */
  async isPublishedTo(seq: number): Promise<boolean> {
    const waiting = await this.database.query<unknown[]>(
      `SELECT 1 FROM outbox, outbox_relay AS relay
        WHERE (outbox.seq, outbox.ordinal) > (relay.seq, relay.ordinal) AND outbox.seq <= $1 LIMIT 1`,
      [seq],
    );
    return waiting.length === 0;
  }

  /** In the order of the commits. */
  async read({ organizationId, topic, keys, after, limit }: HistoryQuery): Promise<HistoryEntry[]> {
    const rows = await this.database.query<OutboxRow[]>(
      `SELECT ${outboxColumns} FROM outbox
        WHERE organization_id = $1 AND aggregatetype = $2 AND (seq, ordinal) > ($3::bigint, $4::int)
          AND ($5::text[] IS NULL OR aggregateid = ANY ($5)) ORDER BY seq, ordinal LIMIT $6`,
      [organizationId, topic, after.seq, after.ordinal, keys ?? null, limit],
    );
    return rows.map((row) => ({ seq: row.seq, ordinal: row.ordinal, epoch: row.registry_epoch ?? 1, event: outgoingEventOf(row) }));
  }

  /** Whose events the steps after that one have, at most `limit` steps further. */
  async readOrganizations(after: number, limit: number): Promise<{ seq: number; organizationId: OrganizationId }[]> {
    return this.database.query(
      'SELECT DISTINCT seq, organization_id AS "organizationId" FROM outbox WHERE seq > $1 AND seq <= $1 + $2 ORDER BY seq',
      [after, limit],
    );
  }

  /** Hints that there may be more; they can get lost, so look now and then all the same. @returns the way to end it */
  subscribe(listener: PostgresListener, subscription: Subscription): () => void {
    return listener.subscribe(outboxChannel, subscription);
  }
}
