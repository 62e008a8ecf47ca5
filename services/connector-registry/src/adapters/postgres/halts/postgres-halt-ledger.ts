import { HaltLedger, type HaltSight, type OpenHalt } from '../../../application/halts/ports.ts';
import { holdingOf, type LeaseJson, leaseColumns } from '../holders/lease-rows.ts';
import type { RegistryDatabase } from '../registry-database.ts';

interface SightRow {
  epoch: number;
  settledEpoch: number;
  isPresent: boolean;
  now: Date;
  halts: OpenHalt[];
  leases: LeaseJson[];
}

/**
 * One statement, so that everything is of one snapshot. A halt that a replica of the version before has begun has no number of its change:
 * everything up to now is to be acknowledged, and the grace is the connector's.
 */
const sightStatement = `
  SELECT clock.epoch, clock.settled_epoch AS "settledEpoch", clock.timeline = present_timeline() AS "isPresent", clock_timestamp() AS now,
         (SELECT coalesce(json_agg(halt), '[]') FROM (
            SELECT operation_id AS "operationId", operation.kind, operation.organization_id AS "organizationId", operation.connector_id AS "connectorId",
                   connector_version AS version, coalesce(change_seq, clock.seq) AS seq,
                   CASE WHEN change_seq IS NULL THEN grace_in_force_ms ELSE operation.stale_grace_ms END AS "staleGraceMs", connector.version AS "currentVersion",
                   extract(epoch FROM clock_timestamp() - begun_at)::double precision * 1000 AS "begunAgoMs"
              FROM operation JOIN connector USING (connector_id) WHERE current_step = 'halt') AS halt) AS halts,
         (SELECT coalesce(json_agg(lease), '[]') FROM (
            SELECT ${leaseColumns} FROM holder_lease WHERE EXISTS (SELECT FROM operation WHERE current_step = 'halt')) AS lease) AS leases
    FROM outbox_clock AS clock`;

export class PostgresHaltLedger extends HaltLedger {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override async read(): Promise<HaltSight> {
    const sight = await this.readRow();
    // The first write on another timeline begins an epoch: nothing may be told of the former one.
    if (!sight.isPresent) await this.database.system.query('UPDATE outbox_clock SET seq = seq');
    const { epoch, settledEpoch, now, halts, leases } = sight.isPresent ? sight : await this.readRow();
    return { epoch, settledEpoch, nowMs: now.getTime(), halts, leases: leases.map(holdingOf) };
  }

  override async settle(epoch: number): Promise<void> {
    await this.database.system.query('UPDATE outbox_clock SET settled_epoch = epoch WHERE epoch = $1 AND settled_epoch < epoch', [epoch]);
  }

  private async readRow(): Promise<SightRow> {
    const [row]: SightRow[] = await this.database.system.query(sightStatement);
    if (row === undefined) throw new Error('the table outbox_clock has no row: its migration inserts one, and nothing may delete it');
    return row;
  }
}
