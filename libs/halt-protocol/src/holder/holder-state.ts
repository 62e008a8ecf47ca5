import type { Ack, Closure, ConnectorRecord, HolderKind } from '../messages.ts';
import { type Lease, type Moment, noLease } from './lease.ts';

/** The gate of one connector at this holder. */
export interface ConnectorGate<R extends ConnectorRecord = ConnectorRecord> {
  status: 'OPEN' | 'CLOSED' | 'QUARANTINED';
  /** R3: the highest version applied; 0 while only something unreadable was heard of it. */
  version: number;
  /** The epoch that bears the version out. */
  epoch: number;
  /** Sequence of the change; 0 where a grant brought it. */
  seq: number;
  staleGraceMs: number;
  /** The lowest version that may open the gate. */
  reopenAt: number;
  record: R | undefined;
}

/** A closed gate of which the caller has not yet said that everything behind it has stopped (R5). */
interface PendingClosure {
  belowVersion: number;
  /** The lowest sequence that must not be acknowledged yet. */
  seq: number;
}

/**
 * Everything that a holder knows. Plain data: its functions change it in place, for it may hold 100,000 connectors, and nobody else
 * keeps a part of it. They read no clock and do no I/O: the same calls in the same order give the same state.
 */
export interface HolderState<R extends ConnectorRecord = ConnectorRecord> {
  readonly instanceId: string;
  readonly kind: HolderKind;
  /** What is kept of the protocol's states; whether a holder is SERVING or STALE is computed from the clock. */
  phase: 'BOOT' | 'SYNCING' | 'LEASED' | 'DRAINING' | 'LEFT';
  epoch: number;
  /** R3: everything up to here has been received. */
  receivedSeq: number;
  /** The highest that was heard of since the last RENEW: above `epoch` and `receivedSeq` there is a gap. */
  heardEpoch: number;
  heardSeq: number;
  nonce: number;
  outstanding: { readonly nonce: number; readonly sentAt: Moment } | undefined;
  /** When the last RENEW was sent. */
  renewedAt: number;
  lease: Lease;
  leaseMs: number;
  /** Whether the caller was last told that there is a lease. */
  announced: boolean;
  /** Connectors that have a stale grace (R9), and those of them that are served without a lease just now. */
  readonly graced: Set<string>;
  readonly servedStale: Set<string>;
  readonly connectors: Map<string, ConnectorGate<R>>;
  readonly pending: Map<string, PendingClosure>;
  /** Done, and not yet told to the registry. */
  closures: Closure[];
  acknowledgedSeq: number;
}

/** Why something that came is without effect. */
export type IgnoredBecause = 'nonce' | 'epoch' | 'lease' | 'left';

/** What the caller has to do, in this order. */
export type HolderEffect<R extends ConnectorRecord = ConnectorRecord> =
  /** The gate is shut already: `mayStart` refuses. Everything under a version below `belowVersion` is to stop. */
  | { readonly type: 'closeGate'; readonly connectorId: string; readonly belowVersion: number }
  /** Cached tokens, and the connector's connections. */
  | { readonly type: 'dropTokens'; readonly connectorId: string; readonly belowVersion: number }
  /** After either of these the caller calls `confirmClosed`. */
  | { readonly type: 'abortCalls' | 'drainCalls'; readonly connectorId: string; readonly belowVersion: number }
  | { readonly type: 'openGate'; readonly record: R }
  | { readonly type: 'send'; readonly ack: Ack }
  /** Something is missing: renew without waiting for the next time. */
  | { readonly type: 'renewNow' }
  | { readonly type: 'leaseGained' }
  /** All cached tokens are to be dropped but those of connectors that have a stale grace. */
  | { readonly type: 'leaseLost'; readonly reason: 'expired' | 'clockJump'; readonly exceptConnectorIds: readonly string[] }
  | { readonly type: 'ignored'; readonly because: IgnoredBecause };

export type HolderEffects<R extends ConnectorRecord = ConnectorRecord> = HolderEffect<R>[];

/** @param instanceId random per process start, never a pod's name: acknowledgements of a former process must not count */
export function createHolder<R extends ConnectorRecord = ConnectorRecord>(instanceId: string, kind: HolderKind): HolderState<R> {
  return {
    instanceId,
    kind,
    phase: 'BOOT',
    epoch: 0,
    receivedSeq: 0,
    heardEpoch: 0,
    heardSeq: 0,
    nonce: 0,
    outstanding: undefined,
    renewedAt: Number.NEGATIVE_INFINITY,
    lease: noLease,
    leaseMs: 0,
    announced: false,
    graced: new Set(),
    servedStale: new Set(),
    connectors: new Map(),
    pending: new Map(),
    closures: [],
    acknowledgedSeq: 0,
  };
}
