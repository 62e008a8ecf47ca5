import type { ConnectorRecord } from '../messages.ts';
import type { ConnectorGate, HolderState } from './holder-state.ts';
import { clockJumped, isValid, leaseTime, type Moment } from './lease.ts';

/** I8: a refusal always says why. */
export const startRefusals = [
  'INACTIVE',
  'DELETED',
  'QUARANTINED',
  'UNKNOWN',
  'VERSION_PASSED',
  'STALE',
  'CLOCK_JUMP',
  'DRAINING',
] as const;
export type StartRefusal = (typeof startRefusals)[number];

/**
 * R7: to be asked at the last moment before bytes leave. Allocates nothing.
 * @param version the one under which the start was prepared: its token is bound to it
 * @returns why not, or undefined
 */
export function mayStart(
  state: HolderState,
  connectorId: string,
  version: number,
  monotonicMs: number,
  wallMs: number,
): StartRefusal | undefined {
  if (state.phase === 'DRAINING' || state.phase === 'LEFT') return 'DRAINING';
  const gate = state.connectors.get(connectorId);
  if (gate === undefined) return state.phase === 'LEASED' ? 'UNKNOWN' : 'STALE';
  if (gate.status !== 'OPEN') return refusalOf(gate);
  if (gate.version !== version) return 'VERSION_PASSED';
  // R9: the grace is part of the connector's versioned state.
  if (!isValid(state.lease.validUntil + gate.staleGraceMs, leaseTime(state.lease, monotonicMs, wallMs))) return 'STALE';
  return clockJumped(state.lease, monotonicMs, wallMs) ? 'CLOCK_JUMP' : undefined;
}

function refusalOf({ status, record }: ConnectorGate): StartRefusal {
  if (status === 'QUARANTINED') return 'QUARANTINED';
  return record?.state === 'INACTIVE' ? 'INACTIVE' : 'DELETED';
}

/** Whether there is a lease at this moment; readiness is this, liveness is not. */
export const hasLease = ({ lease }: HolderState, { monotonicMs, wallMs }: Moment): boolean =>
  isValid(lease.validUntil, leaseTime(lease, monotonicMs, wallMs)) && !clockJumped(lease, monotonicMs, wallMs);

/** The protocol's state of the holder at this moment. */
export function holderPhase(state: HolderState, at: Moment): 'BOOT' | 'SYNCING' | 'SERVING' | 'STALE' | 'DRAINING' | 'LEFT' {
  if (state.phase !== 'LEASED') return state.phase;
  return hasLease(state, at) ? 'SERVING' : 'STALE';
}

/** R8: a token is handed out for no longer than this. */
export function leaseHorizonMs({ lease, connectors }: HolderState, connectorId: string, { monotonicMs, wallMs }: Moment): number {
  const graceMs = connectors.get(connectorId)?.staleGraceMs ?? 0;
  return Math.max(0, lease.validUntil + graceMs - leaseTime(lease, monotonicMs, wallMs));
}

/** What the holder knows of a connector: the version to prepare a start with. */
export const findRecord = <R extends ConnectorRecord>({ connectors }: HolderState<R>, connectorId: string): R | undefined =>
  connectors.get(connectorId)?.record;
