import { type Connector, type ConnectorSummary, summaryOf } from '../connector.ts';
import type { Reference } from '../reference.ts';

/** What all references of a connector come to. */
export interface ReferenceTotals {
  referenceCount: number;
  /** Flows whose `Live` version is among the references. */
  impactedFlows: number;
  /** Of those, the ones whose halted calls have nowhere to go. */
  withoutFallback: number;
  /** Two sets of references with the same digest are the same. */
  digest: string;
}

/** What a deletion would hit. */
export interface Impact extends ReferenceTotals {
  connector: ConnectorSummary;
  /** The first `shownReferences` of them. */
  references: readonly Reference[];
  /** Of the connector: how much longer than lease and guard a halt may take. */
  graceInForceMs: number;
}

/** A preview is read by a person; the list of references has pages. */
export const shownReferences = 100;

export function impactOf(connector: Connector, totals: ReferenceTotals, references: readonly Reference[]): Impact {
  return { connector: summaryOf(connector), ...totals, references, graceInForceMs: connector.graceInForceMs };
}
