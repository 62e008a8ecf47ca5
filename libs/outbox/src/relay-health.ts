import type { DataSource } from 'typeorm';

export interface RelayHealth {
  /** Whether this replica's relay is the one that publishes. */
  active: boolean;
  /** Of the whole service, whichever replica publishes; 0 when all is published. */
  oldestUnpublishedAgeMs: number;
  lastPublishedAt: Date | undefined;
}

interface HealthRow {
  ageMs: number | null;
  publishedAt: Date | null;
}

/** By the database's clock, from the tables, so that a replica that stands by sees a stuck relay too. */
export async function relayHealth(dataSource: DataSource): Promise<Omit<RelayHealth, 'active'>> {
  const [row]: HealthRow[] = await dataSource.query(`
    SELECT relay.published_at AS "publishedAt",
           (SELECT extract(epoch FROM clock_timestamp() - written_at)::float8 * 1000 FROM outbox
             WHERE (outbox.seq, outbox.ordinal) > (relay.seq, relay.ordinal) ORDER BY seq, ordinal LIMIT 1) AS "ageMs"
      FROM outbox_relay AS relay`);
  return { oldestUnpublishedAgeMs: row?.ageMs ?? 0, lastPublishedAt: row?.publishedAt ?? undefined };
}
