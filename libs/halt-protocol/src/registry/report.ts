import type { HolderKind, Position } from '../messages.ts';
import { haltBoundMs, type LeaseTerms } from '../terms.ts';
import { type EpochWatch, isQuarantined } from './epoch-watch.ts';
import type { LeaseRow } from './lease-row.ts';

/** A committed halt. */
export interface Halt {
  readonly version: number;
  /** Of its change. */
  readonly seq: number;
  /** `graceInForce` of the connector. */
  readonly staleGraceMs: number;
}

/** Everything in here is read together, after the commit. */
export interface HaltReading {
  readonly halt: Halt;
  /** The connector's version now. */
  readonly currentVersion: number;
  /** The wait set, each row as it is now. */
  readonly members: readonly LeaseRow[];
}

/** The replica that reports, by its own monotonic clock. Wall clocks never decide. */
export interface Reporter {
  readonly terms: LeaseTerms;
  readonly nowMs: number;
  /** Just after the commit; a replica that takes the halt over begins again, at the moment when it does. */
  readonly sinceMs: number;
  readonly epochWatch: EpochWatch;
}

export interface HolderReport {
  readonly instanceId: string;
  readonly kind: HolderKind;
  readonly outcome: 'acked' | 'leaseExpired' | 'left' | 'pending';
}

export interface HaltReport {
  readonly state: 'HALTED' | 'SUPERSEDED' | 'PROPAGATING';
  readonly holders: readonly HolderReport[];
  /** R11: everybody has acknowledged, but lease rows may have been lost. */
  readonly quarantined: boolean;
  /** When HALTED is certain whatever fails, by the replica's monotonic clock. */
  readonly guaranteedByMs: number;
}

/** R6: what is proven at this moment, and nothing else. */
export function reportHalt({ halt, currentVersion, members }: HaltReading, { terms, nowMs, sinceMs, epochWatch }: Reporter): HaltReport {
  const leaseMs = members.reduce((longest, row) => Math.max(longest, row.leaseMs), terms.leaseMs);
  const guaranteedByMs = sinceMs + haltBoundMs({ ...terms, leaseMs }, halt.staleGraceMs);
  const expired = nowMs >= guaranteedByMs;
  const holders = members.map((row) => reportHolder(row, { epoch: epochWatch.epoch, seq: halt.seq }, expired));
  const quarantined = !expired && isQuarantined(epochWatch, terms, halt.staleGraceMs, nowMs);
  return { state: stateOf(), holders, quarantined, guaranteedByMs };

  function stateOf(): HaltReport['state'] {
    // R10: whatever came after it has taken its place.
    if (currentVersion > halt.version) return 'SUPERSEDED';
    const everybodyStopped = holders.every(({ outcome }) => outcome !== 'pending');
    return everybodyStopped && !quarantined ? 'HALTED' : 'PROPAGATING';
  }
}

function reportHolder(row: LeaseRow, change: Position, expired: boolean): HolderReport {
  const { instanceId, kind } = row;
  if (hasAcknowledged(row, change)) return { instanceId, kind, outcome: 'acked' };
  if (row.left) return { instanceId, kind, outcome: 'left' };
  return { instanceId, kind, outcome: expired ? 'leaseExpired' : 'pending' };
}

/** R5: an acknowledgement of any other epoch than the present one may speak of another history. */
const hasAcknowledged = (row: Pick<LeaseRow, 'epoch' | 'appliedSeq'>, present: Position): boolean =>
  row.epoch === present.epoch && row.appliedSeq >= present.seq;

/** `halted 3/3 in 12 ms`. */
export function haltSentence({ state, holders, guaranteedByMs }: HaltReport, sinceMs: number, nowMs: number): string {
  const stopped = holders.filter(({ outcome }) => outcome !== 'pending').length;
  const expired = holders.filter(({ outcome }) => outcome === 'leaseExpired').length;
  const count = `${stopped}/${holders.length}`;
  if (state === 'SUPERSEDED') return `superseded by a later change, ${count} had stopped`;
  if (state === 'PROPAGATING') return `${count} stopped, guaranteed in ${Math.max(0, Math.ceil(guaranteedByMs - nowMs))} ms at the latest`;
  const covered = expired === 0 ? '' : ` (${expired} by the end of the lease)`;
  return `halted ${count} in ${Math.round(nowMs - sinceMs)} ms${covered}`;
}
