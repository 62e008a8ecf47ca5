import type { ConnectorRecord, Poison } from '../messages.ts';
import type { ConnectorGate, HolderEffects, HolderState } from './holder-state.ts';
import { judgeRecord } from './judge-record.ts';

/** Where a record comes from. */
interface Source {
  epoch: number;
  /** Sequence of the change; 0 where a grant brings it. */
  seq: number;
  /** What must not be acknowledged before the caller has said that the gate's calls have stopped. */
  heldBackSeq: number;
  /** Kafka may close a gate, and never opens one. */
  mayOpen: boolean;
}

/** R3 for one record. Whatever it closes is shut when this returns; the effects are what remains to be stopped. */
export function applyRecord<R extends ConnectorRecord>(state: HolderState<R>, told: R, source: Source, effects: HolderEffects<R>): void {
  const gate = state.connectors.get(told.connectorId);
  const judgement = judgeRecord(gate, told, source.epoch);
  if (judgement === 'ignore') return;
  if (gate !== undefined && judgement === 'confirm') gate.epoch = source.epoch;
  else if (gate !== undefined && judgement === 'quarantine') {
    gate.epoch = Math.max(gate.epoch, source.epoch);
    quarantine(state, told.connectorId, Math.max(gate.version, told.version) + 1, effects);
  } else if (told.state === 'ACTIVE' && !source.mayOpen) closeUntil(state, told.connectorId, told.version, effects);
  else replace(state, told, source, effects);
}

/** A message could not be read: closed until a version comes that is not older than the unreadable one. */
export function applyPoison<R extends ConnectorRecord>(
  state: HolderState<R>,
  { connectorId, version }: Poison,
  effects: HolderEffects<R>,
): void {
  const held = state.connectors.get(connectorId)?.version ?? 0;
  if (version === null || version > held) quarantine(state, connectorId, version ?? held + 1, effects);
}

/** What a snapshot does not list, though the holder had it from before: history was lost, or it is deleted. */
export function closeMissing<R extends ConnectorRecord>(
  state: HolderState<R>,
  listed: readonly R[],
  snapshot: { epoch: number; upToSeq: number },
  effects: HolderEffects<R>,
): void {
  if (state.connectors.size === 0) return;
  const ids = new Set(listed.map(({ connectorId }) => connectorId));
  for (const [connectorId, gate] of state.connectors) {
    const isNewer = gate.epoch === snapshot.epoch && gate.seq > snapshot.upToSeq;
    if (ids.has(connectorId) || isNewer || gate.record?.state === 'DELETED') continue;
    quarantine(state, connectorId, gate.version + 1, effects);
  }
}

/** Closed for a reason that somebody has to look into, also where it was closed before. */
function quarantine<R extends ConnectorRecord>(
  state: HolderState<R>,
  connectorId: string,
  reopenAt: number,
  effects: HolderEffects<R>,
): void {
  closeUntil(state, connectorId, reopenAt, effects).status = 'QUARANTINED';
}

function closeUntil<R extends ConnectorRecord>(
  state: HolderState<R>,
  connectorId: string,
  reopenAt: number,
  effects: HolderEffects<R>,
): ConnectorGate<R> {
  let gate = state.connectors.get(connectorId);
  if (gate === undefined) {
    gate = { status: 'QUARANTINED', version: 0, epoch: 0, seq: 0, staleGraceMs: 0, reopenAt, record: undefined };
    state.connectors.set(connectorId, gate);
  }
  gate.reopenAt = Math.max(gate.reopenAt, reopenAt);
  if (gate.status !== 'OPEN') return gate;
  gate.status = 'QUARANTINED';
  // No sequence tells of it, so nothing further is acknowledged before it is done.
  stop(state, connectorId, gate.reopenAt, { effects, drain: false, seq: state.receivedSeq + 1 });
  return gate;
}

/** A higher version. A gate that was still open has missed a halt, also where the connector is active again: what ran under it has to stop. */
function replace<R extends ConnectorRecord>(state: HolderState<R>, told: R, source: Source, effects: HolderEffects<R>): void {
  const before = state.connectors.get(told.connectorId);
  const reopenAt = before?.reopenAt ?? 0;
  const opens = told.state === 'ACTIVE' && told.version >= reopenAt;
  let status: ConnectorGate['status'] = 'CLOSED';
  if (told.state === 'ACTIVE') status = opens ? 'OPEN' : 'QUARANTINED';
  state.connectors.set(told.connectorId, {
    status,
    version: told.version,
    epoch: source.epoch,
    seq: source.seq,
    staleGraceMs: told.staleGraceMs,
    reopenAt,
    record: told,
  });
  noteGrace(state, told);
  const drain = told.state === 'INACTIVE' && told.haltMode === 'drain';
  const endsDrain = before !== undefined && told.state !== 'ACTIVE' && !drain;
  if (before?.status === 'OPEN' || endsDrain) stop(state, told.connectorId, told.version, { effects, drain, seq: source.heldBackSeq });
  if (opens) effects.push({ type: 'openGate', record: told });
}

function noteGrace(state: HolderState, told: ConnectorRecord): void {
  if (told.staleGraceMs > 0) state.graced.add(told.connectorId);
  else state.graced.delete(told.connectorId);
}

interface Stop<R extends ConnectorRecord> {
  effects: HolderEffects<R>;
  drain: boolean;
  seq: number;
}

/** R5, first half: gate, tokens, calls, in this order; until the caller confirms, the sequence is not acknowledged. */
function stop<R extends ConnectorRecord>(
  state: HolderState<R>,
  connectorId: string,
  belowVersion: number,
  { effects, drain, seq }: Stop<R>,
): void {
  const earlier = state.pending.get(connectorId);
  state.pending.set(connectorId, { belowVersion, seq: Math.min(seq, earlier?.seq ?? seq) });
  effects.push(
    { type: 'closeGate', connectorId, belowVersion },
    { type: 'dropTokens', connectorId, belowVersion },
    { type: drain ? 'drainCalls' : 'abortCalls', connectorId, belowVersion },
  );
}
