export { confirmClosed, confirmDrained, type Stopped } from './holder/acknowledge.ts';
export { findRecord, hasLease, holderPhase, leaseHorizonMs, mayStart, type StartRefusal, startRefusals } from './holder/gate-check.ts';
export {
  beginDraining,
  leave,
  observeTime,
  receiveGrant,
  receiveKafkaEvent,
  receivePoison,
  receivePush,
  renew,
  renewDueAt,
  renewFailed,
} from './holder/holder.ts';
export { type ConnectorGate, createHolder, type HolderEffect, type HolderEffects, type HolderState } from './holder/holder-state.ts';
export type { Moment } from './holder/lease.ts';
export type {
  Ack,
  Closure,
  ConnectorRecord,
  ConnectorState,
  Grant,
  HolderKind,
  KafkaEvent,
  Leave,
  Poison,
  Position,
  Push,
  Renew,
} from './messages.ts';
export {
  EpochPast,
  HolderLeft,
  HolderOutOfScope,
  HolderUnknown,
  NonceReplayed,
  SequenceNeverSent,
  TooManyHolders,
} from './protocol-errors.ts';
export { type EpochWatch, isQuarantined, watchEpoch } from './registry/epoch-watch.ts';
export { composeGrant, epochAfter, type GrantContent, grantContent } from './registry/grant.ts';
export { acknowledgeLease, type LeaseRow, leaveLease, type Renewal, renewLease } from './registry/lease-row.ts';
export {
  type Halt,
  type HaltReading,
  type HaltReport,
  type HolderReport,
  haltSentence,
  type Reporter,
  reportHalt,
} from './registry/report.ts';
export { graceInForce } from './registry/stale-grace.ts';
export { type HaltScope, isEvictable, isWaitedFor, waitSet } from './registry/wait-set.ts';
export {
  driftBound,
  evictAfterMs,
  haltBoundMs,
  type LeaseProfile,
  type LeaseTerms,
  leaseProfiles,
  leastGuardMs,
  maxStaleGraceMs,
  renewEveryMs,
} from './terms.ts';
