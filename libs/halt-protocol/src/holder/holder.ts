import type { ConnectorRecord, Grant, KafkaEvent, Leave, Poison, Push, Renew } from '../messages.ts';
import { renewEveryMs } from '../terms.ts';
import { acknowledge, appliedSeq } from './acknowledge.ts';
import { applyPoison, applyRecord, closeMissing } from './apply-record.ts';
import { hasLease } from './gate-check.ts';
import type { HolderEffects, HolderState, IgnoredBecause } from './holder-state.ts';
import { acceptsGrant, clockJumped, isValid, leaseEnd, leaseTime, type Moment, noLease } from './lease.ts';

/** R1: notes the moment before the RENEW is sent. An earlier one that still waits is given up. */
export function renew(state: HolderState, at: Moment): Renew {
  state.nonce++;
  state.outstanding = { nonce: state.nonce, sentAt: at };
  state.renewedAt = at.monotonicMs;
  // Its grant is read after this moment, so it brings everything that was heard of before.
  state.heardEpoch = state.epoch;
  state.heardSeq = state.receivedSeq;
  if (state.phase === 'BOOT') state.phase = 'SYNCING';
  const { instanceId, kind, epoch, nonce } = state;
  return { type: 'RENEW', instanceId, kind, epoch, appliedSeq: appliedSeq(state), nonce };
}

/** When the next RENEW is due, by the monotonic clock. One that is not answered is given half a lease before it is given up. */
export function renewDueAt({ outstanding, renewedAt, leaseMs }: HolderState): number {
  return renewedAt + (outstanding === undefined ? renewEveryMs : Math.max(renewEveryMs, leaseMs / 2));
}

/** The RENEW was refused, or no answer to it can come any more. */
export function renewFailed(state: HolderState, nonce: number): void {
  if (state.outstanding?.nonce === nonce) state.outstanding = undefined;
}

/** R1 to R3: first the changes, then the lease. */
export function receiveGrant<R extends ConnectorRecord>(state: HolderState<R>, grant: Grant<R>, at: Moment): HolderEffects<R> {
  const because = ignoredBecause(state, grant);
  if (because !== undefined || state.outstanding === undefined) return [{ type: 'ignored', because: because ?? 'nonce' }];
  const { sentAt } = state.outstanding;
  state.outstanding = undefined;
  const effects: HolderEffects<R> = [];
  applyGrant(state, grant, effects);
  state.lease = {
    validUntil: leaseEnd(sentAt.monotonicMs, grant.leaseMs),
    clockOffsetMs: sentAt.wallMs - sentAt.monotonicMs,
  };
  state.leaseMs = grant.leaseMs;
  if (state.phase === 'SYNCING') state.phase = 'LEASED';
  announceLease(state, at, effects);
  return [...effects, ...acknowledge(state), ...askForMissing(state)];
}

/** R3: may be late, come twice, or in any order. */
export function receivePush<R extends ConnectorRecord>(state: HolderState<R>, { epoch, seq, record }: Push<R>): HolderEffects<R> {
  if (state.phase === 'LEFT') return [{ type: 'ignored', because: 'left' }];
  const effects: HolderEffects<R> = [];
  if (record !== null) applyRecord(state, record, { epoch, seq, heldBackSeq: seq, mayOpen: true }, effects);
  advance(state, epoch, seq, true);
  return [...effects, ...acknowledge(state), ...askForMissing(state)];
}

/** As a push, but it only closes: that a connector is active again is asked of the registry. */
export function receiveKafkaEvent<R extends ConnectorRecord>(
  state: HolderState<R>,
  { epoch, seq, record }: KafkaEvent<R>,
): HolderEffects<R> {
  if (state.phase === 'LEFT') return [{ type: 'ignored', because: 'left' }];
  const effects: HolderEffects<R> = [];
  applyRecord(state, record, { epoch, seq, heldBackSeq: seq, mayOpen: false }, effects);
  advance(state, epoch, seq, record.state !== 'ACTIVE');
  return [...effects, ...acknowledge(state), ...askForMissing(state)];
}

export function receivePoison<R extends ConnectorRecord>(state: HolderState<R>, poison: Poison): HolderEffects<R> {
  if (state.phase === 'LEFT') return [{ type: 'ignored', because: 'left' }];
  const effects: HolderEffects<R> = [];
  applyPoison(state, poison, effects);
  return effects;
}

/** To be called from time to time: notices that the lease is over, so that tokens are dropped. The gate does not depend on it. */
export function observeTime<R extends ConnectorRecord>(state: HolderState<R>, at: Moment): HolderEffects<R> {
  const effects: HolderEffects<R> = [];
  announceLease(state, at, effects);
  const nowMs = leaseTime(state.lease, at.monotonicMs, at.wallMs);
  for (const connectorId of state.servedStale) {
    const gate = state.connectors.get(connectorId);
    if (gate === undefined || isValid(state.lease.validUntil + gate.staleGraceMs, nowMs)) continue;
    state.servedStale.delete(connectorId);
    effects.push({ type: 'dropTokens', connectorId, belowVersion: gate.version + 1 });
  }
  return effects;
}

/** On SIGTERM: from here on nothing starts. The lease is still renewed, so that halts reach the calls that go on. */
export function beginDraining(state: HolderState): void {
  if (state.phase !== 'LEFT') state.phase = 'DRAINING';
}

/** When the last call has ended: nobody has to wait for this lease any more. */
export function leave(state: HolderState): Leave {
  state.phase = 'LEFT';
  state.outstanding = undefined;
  state.lease = noLease;
  return { type: 'LEAVE', instanceId: state.instanceId };
}

function ignoredBecause(state: HolderState, grant: Grant): IgnoredBecause | undefined {
  if (state.phase === 'LEFT') return 'left';
  if (!acceptsGrant(state.outstanding?.nonce, grant.nonce)) return 'nonce';
  // From a replica that has not heard of the new epoch; or changes, which tell nothing to a holder of another history.
  if (grant.epoch < state.epoch || (grant.epoch > state.epoch && !('snapshot' in grant))) return 'epoch';
  return Number.isFinite(grant.leaseMs) && grant.leaseMs > 0 ? undefined : 'lease';
}

function applyGrant<R extends ConnectorRecord>(state: HolderState<R>, grant: Grant<R>, effects: HolderEffects<R>): void {
  const { epoch, upToSeq } = grant;
  const records = 'snapshot' in grant ? grant.snapshot : grant.changes;
  const source = { epoch, seq: 0, heldBackSeq: state.receivedSeq + 1, mayOpen: true };
  for (const record of records) applyRecord(state, record, source, effects);
  if ('snapshot' in grant) closeMissing(state, grant.snapshot, grant, effects);
  if (epoch > state.epoch) beginEpoch(state, epoch, upToSeq);
  else state.receivedSeq = Math.max(state.receivedSeq, upToSeq);
}

/** The numbers of the former epoch mean nothing now: nothing is acknowledged until every gate that is being closed is. */
function beginEpoch(state: HolderState, epoch: number, upToSeq: number): void {
  state.epoch = epoch;
  state.receivedSeq = upToSeq;
  state.acknowledgedSeq = 0;
  for (const pending of state.pending.values()) pending.seq = 1;
}

/** R3: only contiguously. What lies behind a gap is asked for. */
function advance(state: HolderState, epoch: number, seq: number, applied: boolean): void {
  if (epoch > state.heardEpoch) {
    state.heardEpoch = epoch;
    state.heardSeq = seq;
  } else if (epoch === state.heardEpoch) state.heardSeq = Math.max(state.heardSeq, seq);
  if (applied && epoch === state.epoch && seq === state.receivedSeq + 1) state.receivedSeq = seq;
}

/** R3: a gap asks for an immediate RENEW; while one waits for its grant, that one is to fill it. */
function askForMissing<R extends ConnectorRecord>(state: HolderState<R>): HolderEffects<R> {
  if (state.outstanding !== undefined || state.phase === 'BOOT') return [];
  const { epoch, heardEpoch, heardSeq, receivedSeq } = state;
  const isMissing = heardEpoch > epoch || (heardEpoch === epoch && heardSeq > receivedSeq);
  return isMissing ? [{ type: 'renewNow' }] : [];
}

function announceLease<R extends ConnectorRecord>(state: HolderState<R>, at: Moment, effects: HolderEffects<R>): void {
  const leased = state.phase !== 'LEFT' && hasLease(state, at);
  if (leased === state.announced) return;
  state.announced = leased;
  state.servedStale.clear();
  if (leased) {
    effects.push({ type: 'leaseGained' });
    return;
  }
  const expired = !clockJumped(state.lease, at.monotonicMs, at.wallMs);
  if (expired) for (const connectorId of state.graced) state.servedStale.add(connectorId);
  effects.push({ type: 'leaseLost', reason: expired ? 'expired' : 'clockJump', exceptConnectorIds: [...state.servedStale] });
  if (!expired) effects.push({ type: 'renewNow' });
}
