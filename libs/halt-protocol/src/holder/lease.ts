import { clockJumpMs } from '../terms.ts';

/** Both clocks of a process at one moment. The monotonic one decides; the wall clock only shows that the other has missed time. */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export interface Lease {
  /** By the monotonic clock. */
  readonly validUntil: number;
  /** Wall minus monotonic when the RENEW was sent: the two clocks must not part from there. */
  readonly clockOffsetMs: number;
}

export const noLease: Lease = { validUntil: Number.NEGATIVE_INFINITY, clockOffsetMs: 0 };

/** R1: a grant counts only for the newest RENEW that waits for one. */
export const acceptsGrant = (outstandingNonce: number | undefined, nonce: number): boolean => outstandingNonce === nonce;

/** R1: a lease runs from before its RENEW was sent, never from when the grant came. */
export const leaseEnd = (sentAtMs: number, leaseMs: number): number => sentAtMs + leaseMs;

/** R7: computed from the clock whenever it is asked; no timer has to fire for a lease to end. */
export const isValid = (validUntil: number, nowMs: number): boolean => nowMs < validUntil;

/**
 * R7: the later of both clocks, both counted from when the RENEW was sent. A suspension too short to count as a jump would prolong the lease
 * by the monotonic clock alone, beyond the guard; a wall clock that is set back changes nothing.
 */
export const leaseTime = ({ clockOffsetMs }: Lease, monotonicMs: number, wallMs: number): number =>
  Math.max(monotonicMs, wallMs - clockOffsetMs);

/** R7: CLOCK_MONOTONIC stands still while the machine is suspended, and the wall clock tells of it. */
export const clockJumped = ({ clockOffsetMs }: Lease, monotonicMs: number, wallMs: number): boolean =>
  Math.abs(wallMs - monotonicMs - clockOffsetMs) > clockJumpMs;
