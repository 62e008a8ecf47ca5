import type { Outbox } from '@patchbay/outbox';
import { Mirrors } from '../../../application/state-topic/mirror-ports.ts';
import type { Bucket, MirrorReport } from '../../../domain/state-topic/mirror.ts';
import { stateDraftOf } from '../connector-event-drafts.ts';
import { connectorRow } from '../connector-row.ts';
import type { RegistryDatabase } from '../registry-database.ts';

const bucketOf = 'get_byte(uuid_send(connector_id), 15)';
const hash = `('x' || encode(substr(sha256(convert_to(connector_id || ' ' || version || ' ' || state, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint`;

const readStatement = `
  SELECT lpad(to_hex(coalesce(bit_xor(${hash}) FILTER (WHERE state <> 'DELETED'), 0)), 16, '0') AS digest, max(updated_at) AS "changedAt"
    FROM generate_series(0, 255) AS bucket LEFT JOIN connector ON ${bucketOf} = bucket GROUP BY bucket ORDER BY bucket`;

const keepStatement = `
  INSERT INTO mirror_report (instance_id, reported_at, digests) VALUES ($1, $2, $3)
  ON CONFLICT (instance_id) DO UPDATE SET reported_at = excluded.reported_at, digests = excluded.digests`;

export class PostgresMirrors extends Mirrors {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  override async keep({ instanceId, reportedAt, digests }: MirrorReport): Promise<void> {
    await this.database.system.query(keepStatement, [instanceId, reportedAt, digests]);
  }

  override async reportsSince(since: Date): Promise<MirrorReport[]> {
    await this.database.system.query('DELETE FROM mirror_report WHERE reported_at < $1', [since]);
    return this.database.system.query('SELECT instance_id AS "instanceId", reported_at AS "reportedAt", digests FROM mirror_report');
  }

  override readBuckets(): Promise<Bucket[]> {
    return this.database.system.query(readStatement);
  }

  override tellAgain(bucket: number): Promise<number> {
    return this.database.forEveryOrganization(async (manager) => {
      const connectors = await manager
        .getRepository(connectorRow)
        .createQueryBuilder('connector')
        .where(`${bucketOf} = :bucket AND forgotten_at IS NULL`, { bucket })
        .orderBy('connector.connectorId')
        .setLock('pessimistic_write')
        .getMany();
      const drafts = connectors.map((connector) => stateDraftOf(connector, undefined));
      if (drafts.length > 0) await this.outbox.append(manager, drafts);
      return drafts.length;
    });
  }
}
