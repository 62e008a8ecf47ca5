import { type ConnectorRecord, graceInForce, waitSet } from '../../src/index.ts';
import type { Commit, TracedRecord } from '../history.ts';
import type { ConnectorRow, HaltRow, Tables } from './db.ts';
import type { Surroundings } from './surroundings.ts';

/** R9: of the connectors here. */
export const longestGraceMs = 3_000;

/** Commits some change that the connector's state allows; answers the halt that it begins. */
export function changeConnector(tables: Tables, connectorId: string, by: string, world: Surroundings): HaltRow | undefined {
  const row = tables.connectors.get(connectorId);
  if (row === undefined || row.record.state === 'DELETED') return undefined;
  const record = commitRecord(tables, row, nextOf(row.record, world), world);
  world.db.notify();
  if (record.state === 'ACTIVE' || row.record.state !== 'ACTIVE') return undefined;
  const halt: HaltRow = {
    operationId: world.nextOperationId(),
    connectorId: record.connectorId,
    version: record.version,
    seq: tables.seq,
    staleGraceMs: tables.connectors.get(record.connectorId)?.graceInForceMs ?? 0,
    startedBy: by,
    waitSet: undefined,
    result: undefined,
  };
  tables.halts.set(halt.operationId, halt);
  return halt;
}

export function createConnector(tables: Tables, connectorId: string, world: Surroundings): void {
  const record: ConnectorRecord = {
    connectorId,
    version: 0,
    state: 'ACTIVE',
    haltMode: null,
    staleGraceMs: world.rng.pick([0, longestGraceMs]),
  };
  const row = { record: record as TracedRecord, organizationId: 'o1', changedSeq: 0, graceInForceMs: 0 };
  commitRecord(tables, row, {}, world);
}

/** R4: by a statement of its own, after the commit. */
export function readWaitSet(tables: Tables, of: HaltRow, world: Surroundings, planted?: readonly string[]): void {
  const halt = tables.halts.get(of.operationId);
  const connector = tables.connectors.get(of.connectorId);
  if (halt === undefined || connector === undefined || halt.waitSet !== undefined) return;
  const scope = { organizationId: connector.organizationId, staleGraceMs: halt.staleGraceMs };
  const members = waitSet([...tables.leases.values()], scope, world.db.nowMs).map(({ instanceId }) => instanceId);
  tables.halts.set(halt.operationId, { ...halt, waitSet: planted ?? members });
}

function nextOf({ state, staleGraceMs }: TracedRecord, { rng }: Surroundings): Partial<ConnectorRecord> {
  if (state === 'ACTIVE') return { state: 'INACTIVE', haltMode: rng.pick(['abort', 'drain'] as const) };
  if (state === 'DELETING') return { state: 'DELETED' };
  if (rng.chance(0.02)) return { state: 'DELETING' };
  if (rng.chance(staleGraceMs > 0 ? 0.6 : 0.3)) return { staleGraceMs: staleGraceMs > 0 ? 0 : rng.pick([500, longestGraceMs]) };
  return { state: 'ACTIVE', haltMode: null };
}

function commitRecord(tables: Tables, row: ConnectorRow, change: Partial<ConnectorRecord>, world: Surroundings): TracedRecord {
  const { commit: _, ...before } = row.record;
  const next = { ...before, ...change, version: before.version + 1 };
  const { connectorId, version, state, staleGraceMs } = next;
  const committedAt = world.timeline.now;
  const commit: Commit = { connectorId, version, state, staleGraceMs, committedAt, haltedAt: undefined, lostAt: undefined };
  const record: TracedRecord = { ...next, commit };
  tables.seq++;
  const inForce = world.bug === 'graceOfPresentVersion' ? staleGraceMs : graceInForce(row.graceInForceMs, staleGraceMs);
  tables.connectors.set(connectorId, { ...row, record, changedSeq: tables.seq, graceInForceMs: inForce });
  tables.log = [...tables.log, { seq: tables.seq, epoch: tables.epoch, record }];
  world.history.commit(commit);
  return record;
}
