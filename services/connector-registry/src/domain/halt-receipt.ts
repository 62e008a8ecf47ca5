import { type HaltReport, type HolderReport, haltSentence } from '@patchbay/halt-protocol';

/** A holder that a halt waited for. */
interface HolderReceipt extends HolderReport {
  /** After the commit, as the replica that reports has seen it. */
  readonly ackedAfterMs: number | null;
}

/** What is proven about a halt. Kept once it is HALTED or SUPERSEDED, and the same from then on. */
export interface HaltReceipt {
  readonly state: HaltReport['state'];
  readonly holders: readonly HolderReceipt[];
  readonly haltedAfterMs: number | null;
  /** How long it could take at most. Absent of receipts from before it was kept. */
  readonly boundMs?: number;
  readonly sentence: string;
}

/** What one holder said that it has stopped. */
export interface HolderStop {
  readonly instanceId: string;
  readonly gateClosedAt: Date;
  readonly aborted: number;
  readonly draining: number;
}

interface Measured {
  /** Since the commit. */
  readonly elapsedMs: number;
  /** In force when the halt was committed. */
  readonly boundMs: number;
  readonly ackedAfterMs: ReadonlyMap<string, number>;
  /** By the monotonic clock that the report goes by. */
  readonly nowMs: number;
}

export function receiptOf(report: HaltReport, { elapsedMs, boundMs, ackedAfterMs, nowMs }: Measured): HaltReceipt {
  const { state, holders } = report;
  const sentence = haltSentence(report, nowMs - elapsedMs, nowMs);
  return {
    state,
    holders: holders.map((holder) => ({ ...holder, ackedAfterMs: ackedAfterMs.get(holder.instanceId) ?? null })),
    haltedAfterMs: state === 'HALTED' ? elapsedMs : null,
    boundMs,
    sentence: state === 'HALTED' && holders.length === 0 ? `${sentence}: no process holds a lease that covers the connector` : sentence,
  };
}

/** Proven, and overtaken before it was written down. */
export function superseded(receipt: HaltReceipt): HaltReceipt {
  if (receipt.state === 'SUPERSEDED') return receipt;
  const stopped = receipt.holders.filter(({ outcome }) => outcome !== 'pending').length;
  const sentence = `superseded by a later change, ${stopped}/${receipt.holders.length} had stopped`;
  return { ...receipt, state: 'SUPERSEDED', haltedAfterMs: null, sentence };
}
