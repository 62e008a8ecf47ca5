/** H: how often a holder renews. */
export const renewEveryMs = 1_000;
/** ρ: how far a clock may run fast or slow. NTP slews at most 500 ppm; this is twice that. */
export const driftBound = 0.001;
/** S: how long past its end a lease is still waited for. It absorbs the difference between the wall clocks of two hosts. */
export const evictAfterMs = 30_000;
/** R9: the longest stale grace that a connector may have. */
export const maxStaleGraceMs = 300_000;
/** R7: how far the wall clock and the monotonic clock may part between two renewals. */
export const clockJumpMs = 250;

const timerSlackMs = 20;

/** L and G. Every replica of the registry has the same. */
export interface LeaseTerms {
  readonly leaseMs: number;
  /** What the registry waits for beyond L: it covers the drift of both clocks and the resolution of a timer. */
  readonly guardMs: number;
}

export const leaseProfiles = {
  strict: { leaseMs: 2_000, guardMs: 100 },
  default: { leaseMs: 5_000, guardMs: 100 },
  relaxed: { leaseMs: 30_000, guardMs: 100 },
} as const satisfies Record<string, LeaseTerms>;

export type LeaseProfile = keyof typeof leaseProfiles;

/** The guard that a lease needs at least. */
export const leastGuardMs = (leaseMs: number): number => Math.ceil(2 * driftBound * leaseMs) + timerSlackMs;

/** The bound in force: by then a committed halt holds everywhere, whatever fails (R6, R9). */
export const haltBoundMs = ({ leaseMs, guardMs }: LeaseTerms, staleGraceMs = 0): number => leaseMs + guardMs + staleGraceMs;
