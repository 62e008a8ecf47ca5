import { EventProgress } from '../../application/ports.ts';
import type { ConnectorId } from '../../domain/ids.ts';
import type { RegistryDatabase } from './registry-database.ts';

export class PostgresEventProgress extends EventProgress {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  /** Rows leave the outbox only after they were published, so none that waits is none that is to come. */
  override async isPublished(connectorId: ConnectorId, version: number): Promise<boolean> {
    const [{ published }]: [{ published: boolean }] = await this.database.system.query(
      `SELECT NOT EXISTS (
         SELECT FROM outbox, outbox_relay AS relay
          WHERE (outbox.seq, outbox.ordinal) > (relay.seq, relay.ordinal) AND aggregateid = $1 AND version <= $2) AS published`,
      [connectorId, version],
    );
    return published;
  }
}
