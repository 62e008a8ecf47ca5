import { z } from 'zod';

export const Counter = z.number().int().nonnegative();

/** `external`: an enforcement point of somebody else, such as a legacy gateway. */
export const HolderKind = z.enum(['flow-executor', 'token-broker', 'external']);
export type HolderKind = z.infer<typeof HolderKind>;

/** By then a halt that is committed holds everywhere, whatever fails: lease, guard, and the stale grace in force of the connector. */
export const HaltBound = z.object({ ms: z.number().int().positive() });

/** How long a holder may serve a connector beyond the end of its lease. Availability against certainty: the halt bound is longer by as much. */
export const StaleGraceMs = z.number().int().min(0).max(300_000);

const HolderOutcome = z.object({
  instanceId: z.uuid(),
  kind: HolderKind,
  /** `leaseExpired`: it did not answer, and cannot act any more, as its lease has ended by the clock of the registry. */
  outcome: z.enum(['acked', 'leaseExpired', 'left', 'pending']),
  /** After the commit, as the replica that reports has seen it. */
  ackedAfterMs: z.number().nonnegative().nullable(),
  /** When the gate was closed, by the holder's own clock; null where nothing had to be closed. */
  gateClosedAt: z.iso.datetime().nullable(),
  aborted: Counter,
  /** Calls that still ran to their end when the holder last said so. */
  draining: Counter,
});

/** What is proven about a halt at this moment, and nothing else. Once it is HALTED or SUPERSEDED it stays so. */
export const HaltReceipt = z.object({
  /** `SUPERSEDED`: a later change of the connector took its place before it was proven. */
  state: z.enum(['PROPAGATING', 'HALTED', 'SUPERSEDED']),
  /** Whoever might have acted on the connector when the halt was committed. None: no process holds a lease that covers it. */
  holders: z.array(HolderOutcome),
  /** Holders that acknowledged. */
  acked: Counter,
  total: Counter,
  /** From the commit to the proof. */
  haltedAfterMs: z.number().nonnegative().nullable(),
  /** Lease, guard and stale grace in force: how long it could take at most, whatever fails. null of receipts from before it was kept. */
  boundMs: z.number().int().positive().nullable(),
  /** When it is HALTED at the latest, whatever fails; null when it is decided. Later when the replica that reports fails and another begins to wait. */
  guaranteedBy: z.iso.datetime().nullable(),
  /** Such as `halted 3/3 in 12 ms`. */
  sentence: z.string(),
});
export type HaltReceipt = z.infer<typeof HaltReceipt>;
