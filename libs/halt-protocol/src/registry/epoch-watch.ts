import { haltBoundMs, type LeaseTerms } from '../terms.ts';

/** Since when, by its own monotonic clock, a replica knows of the epoch. */
export interface EpochWatch {
  readonly epoch: number;
  readonly sinceMs: number;
  /** Somebody has waited out the quarantine of this epoch, and has written it down. */
  readonly settled: boolean;
}

interface StoredEpoch {
  readonly epoch: number;
  readonly settledEpoch: number;
}

/** To be called with what every evaluation reads beside the lease rows: an epoch that the replica did not know begins now, for it. */
export function watchEpoch(known: EpochWatch | undefined, { epoch, settledEpoch }: StoredEpoch, nowMs: number): EpochWatch {
  const settled = settledEpoch >= epoch;
  if (known?.epoch === epoch) return known.settled === settled ? known : { ...known, settled };
  return { epoch, sinceMs: nowMs, settled };
}

/** R11: lease rows may have been lost with the history, so nobody reports early until every lease of before has ended. */
export const isQuarantined = ({ settled, sinceMs }: EpochWatch, terms: LeaseTerms, staleGraceMs: number, nowMs: number): boolean =>
  !settled && nowMs - sinceMs < haltBoundMs(terms, staleGraceMs);
