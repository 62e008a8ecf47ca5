import type { Ack, HolderKind, Leave, Position, Renew } from '../messages.ts';
import {
  EpochPast,
  HolderLeft,
  HolderOutOfScope,
  HolderUnknown,
  NonceReplayed,
  SequenceNeverSent,
  TooManyHolders,
} from '../protocol-errors.ts';
import type { LeaseTerms } from '../terms.ts';

/** One holder, as the registry stores it. */
export interface LeaseRow {
  readonly instanceId: string;
  readonly kind: HolderKind;
  /** A holder of one organization hears of its connectors only, and is waited for in its halts only; null hears of all. */
  readonly organizationId: string | null;
  /** What was acknowledged last. */
  readonly epoch: number;
  readonly appliedSeq: number;
  readonly nonce: number;
  /** The longest that the instance was ever granted: an earlier grant may be the one that counts at the holder. */
  readonly leaseMs: number;
  /** By the database's wall clock. It only says who is dead for long; no report is decided by it. */
  readonly expiresAtMs: number;
  readonly left: boolean;
}

export interface Renewal {
  readonly terms: LeaseTerms;
  /** The database's wall clock. */
  readonly nowMs: number;
  readonly organizationId: string | null;
  /** Holders that have a row, without this one. */
  readonly otherHolders: number;
  readonly maxHolders: number;
}

/** R2, first half: the row to commit. Only when it is committed may the state be read that goes into the grant. */
export function renewLease(row: LeaseRow | undefined, message: Renew, { terms, nowMs, organizationId, ...limit }: Renewal): LeaseRow {
  if (row === undefined && limit.otherHolders >= limit.maxHolders) throw new TooManyHolders(limit.maxHolders);
  if (row?.left) throw new HolderLeft(message.instanceId);
  if (row !== undefined && row.organizationId !== organizationId) throw new HolderOutOfScope(message.instanceId);
  if (row !== undefined && message.nonce <= row.nonce) throw new NonceReplayed(message.nonce, row.nonce);
  const { instanceId, kind, nonce } = message;
  return {
    instanceId,
    kind,
    organizationId,
    ...laterOf(row, message),
    nonce,
    leaseMs: Math.max(row?.leaseMs ?? 0, terms.leaseMs),
    expiresAtMs: nowMs + terms.leaseMs + terms.guardMs,
    left: false,
  };
}

/** R5: what the holder says it has applied, and stopped. */
export function acknowledgeLease(row: LeaseRow | undefined, message: Ack, head: Position): LeaseRow {
  if (row === undefined) throw new HolderUnknown(message.instanceId);
  if (row.left) throw new HolderLeft(message.instanceId);
  if (message.epoch < head.epoch) throw new EpochPast(message.epoch, head.epoch);
  if (message.epoch > head.epoch || message.appliedSeq > head.seq) throw new SequenceNeverSent(message.appliedSeq, head.seq);
  return { ...row, ...laterOf(row, message) };
}

/** The holder says that it has stopped for good: nobody waits for it. */
export function leaveLease(row: LeaseRow | undefined, { instanceId }: Leave): LeaseRow {
  if (row === undefined) throw new HolderUnknown(instanceId);
  return { ...row, left: true };
}

/** Messages overtake each other; what was acknowledged once stays so. */
function laterOf(row: LeaseRow | undefined, { epoch, appliedSeq }: { epoch: number; appliedSeq: number }) {
  if (row === undefined || epoch > row.epoch) return { epoch, appliedSeq };
  return { epoch: row.epoch, appliedSeq: epoch === row.epoch ? Math.max(row.appliedSeq, appliedSeq) : row.appliedSeq };
}
