import { type Ack, HolderOutOfScope, type Position } from '@patchbay/halt-protocol';
import type { EntityManager } from 'typeorm';
import { type FoundLease, type Holding, type LeaseDecision, Leases } from '../../../application/holders/ports.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { type Head, headStatement, holdingOf, type LeaseJson, leaseChannel, leaseColumns } from './lease-rows.ts';

const findStatement = `SELECT ${leaseColumns} FROM holder_lease WHERE instance_id = $1`;
/**
 * The row, locked, and where history stands, in one round trip. The commit is not to wait for the disk: a lease that is lost in a crash is what
 * the quarantine of the next epoch is for, and what was acknowledged is acknowledged again.
 */
const holdStatement = `
  WITH lease AS MATERIALIZED (${findStatement} FOR UPDATE)
  SELECT clock.seq, clock.epoch AS "headEpoch", clock_timestamp() AS now, set_config('synchronous_commit', 'off', true), lease.*
    FROM outbox_clock AS clock LEFT JOIN lease ON true`;

type HeldRow = { seq: number; headEpoch: number; now: Date; set_config: string } & (LeaseJson | { [Column in keyof LeaseJson]: null });
const listStatement = `SELECT ${leaseColumns} FROM holder_lease ORDER BY instance_id`;

/** Nobody is woken while no halt waits, which is nearly always. */
const saveStatement = `
  WITH saved AS (
    INSERT INTO holder_lease (instance_id, kind, organization_id, held_by, epoch, applied_seq, applied_by, nonce, lease_ms, expires_at,
                              has_left, renewed_at, clock_rate)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (instance_id) DO UPDATE SET epoch = excluded.epoch, applied_seq = excluded.applied_seq, applied_by = excluded.applied_by,
      nonce = excluded.nonce, lease_ms = excluded.lease_ms, expires_at = excluded.expires_at, has_left = excluded.has_left,
      renewed_at = excluded.renewed_at, clock_rate = excluded.clock_rate
    RETURNING instance_id)
  SELECT pg_notify('${leaseChannel}', '') FROM saved WHERE EXISTS (SELECT FROM operation WHERE current_step = 'halt')`;

/** Each closure belongs to the latest halt of its connector that it covers. */
const stopStatement = `
  WITH closure AS (
    SELECT told.at, told.one->>'connectorId' AS connector_id, (told.one->>'belowVersion')::bigint AS below_version,
           to_timestamp((told.one->>'gateClosedAtMs')::double precision / 1000) AS gate_closed_at,
           (told.one->>'aborted')::bigint AS aborted, (told.one->>'draining')::bigint AS draining
      FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS told (one, at)
  ), stopped AS (
    SELECT halt.operation_id, halt.organization_id, closure.*
      FROM closure, LATERAL (
        SELECT operation_id, organization_id FROM operation
         WHERE connector_id = closure.connector_id::uuid AND change_seq IS NOT NULL AND connector_version <= closure.below_version
         ORDER BY operation_id DESC LIMIT 1) AS halt
  )
  INSERT INTO halt_stop (operation_id, organization_id, instance_id, gate_closed_at, aborted, draining)
  SELECT operation_id, organization_id, $1, min(gate_closed_at), sum(aborted), (array_agg(draining ORDER BY at DESC))[1]
    FROM stopped GROUP BY operation_id, organization_id
  ON CONFLICT (operation_id, instance_id) DO UPDATE SET aborted = halt_stop.aborted + excluded.aborted, draining = excluded.draining`;

/** One lock for those who join: two of them must not take the last place. */
const joinLock = "SELECT pg_advisory_xact_lock(hashtextextended('holders that join', 0))";

export class PostgresLeases extends Leases {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override decide(instanceId: string, decide: (found: FoundLease) => LeaseDecision): Promise<Holding> {
    return this.database.forEveryOrganization(async (manager) => {
      const decision = decide(await findLocked(manager, instanceId));
      const { row, beginEpoch, evicted = [], closures = [] } = decision;
      if (beginEpoch !== undefined) {
        await manager.query('SET LOCAL synchronous_commit TO DEFAULT');
        await manager.query('UPDATE outbox_clock SET epoch = greatest(epoch, $1)', [beginEpoch]);
      }
      if (evicted.length > 0) await manager.query('DELETE FROM holder_lease WHERE instance_id = ANY ($1)', [evicted]);
      await keepStops(manager, row, closures);
      await save(manager, row);
      return row;
    });
  }

  override async find(instanceId: string): Promise<Holding | undefined> {
    const [row]: LeaseJson[] = await this.database.system.query(findStatement, [instanceId]);
    return row && holdingOf(row);
  }

  override list(): Promise<{ holders: Holding[]; head: Position; nowMs: number }> {
    return this.database.forEveryOrganization(async (manager) => {
      const [{ now, ...head }]: [Head] = await manager.query(headStatement);
      const rows: LeaseJson[] = await manager.query(listStatement);
      return { holders: rows.map(holdingOf), head, nowMs: now.getTime() };
    }, 'REPEATABLE READ');
  }
}

async function findLocked(manager: EntityManager, instanceId: string): Promise<FoundLease> {
  const found = await hold(manager, instanceId);
  if (found.row !== undefined) return found;
  await manager.query(joinLock);
  const joining = await hold(manager, instanceId);
  const others: LeaseJson[] = joining.row === undefined ? await manager.query(listStatement) : [];
  return { ...joining, others: others.map(holdingOf) };
}

async function hold(manager: EntityManager, instanceId: string): Promise<FoundLease> {
  const [held]: [HeldRow] = await manager.query(holdStatement, [instanceId]);
  const { seq, headEpoch: epoch, now, set_config: _, ...row } = held;
  return { row: row.instanceId === null ? undefined : holdingOf(row), head: { seq, epoch }, nowMs: now.getTime(), others: [] };
}

/** @throws HolderOutOfScope for a connector that is not of the holder's organization, or of nobody's */
async function keepStops(manager: EntityManager, { instanceId, organizationId }: Holding, closures: Ack['closures']): Promise<void> {
  if (closures.length === 0) return;
  if (organizationId !== null) {
    const connectorIds = [...new Set(closures.map(({ connectorId }) => connectorId.toLowerCase()))];
    const [{ count }]: [{ count: number }] = await manager.query(
      'SELECT count(*) FROM connector WHERE organization_id = $1 AND connector_id = ANY ($2)',
      [organizationId, connectorIds],
    );
    if (count !== connectorIds.length) throw new HolderOutOfScope(instanceId);
  }
  await manager.query(stopStatement, [instanceId, JSON.stringify(closures)]);
}

async function save(manager: EntityManager, row: Holding): Promise<void> {
  await manager.query(saveStatement, [
    ...[row.instanceId, row.kind, row.organizationId, row.heldBy, row.epoch, row.appliedSeq, row.appliedBy, row.nonce, row.leaseMs],
    ...[new Date(row.expiresAtMs), row.left, row.renewedAt, row.clockRate],
  ]);
}
