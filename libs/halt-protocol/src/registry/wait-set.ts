import { evictAfterMs } from '../terms.ts';
import type { LeaseRow } from './lease-row.ts';

export interface HaltScope {
  /** Of the connector. */
  readonly organizationId: string;
  /** R9: the longest grace that a holder may still go by. */
  readonly staleGraceMs: number;
}

/** R4: whoever may act on the connector: not left, not dead for longer than S, and served out its grace. */
export function isWaitedFor(row: LeaseRow, { organizationId, staleGraceMs }: HaltScope, nowMs: number): boolean {
  if (row.left || (row.organizationId !== null && row.organizationId !== organizationId)) return false;
  return nowMs <= row.expiresAtMs + evictAfterMs + staleGraceMs;
}

/** R4: to be read by a statement of its own, after the commit. `nowMs` is the database's wall clock. */
export const waitSet = (rows: readonly LeaseRow[], scope: HaltScope, nowMs: number): LeaseRow[] =>
  rows.filter((row) => isWaitedFor(row, scope, nowMs));

/** Whether the row may be deleted: no halt can have to wait for it. */
export const isEvictable = (row: LeaseRow, longestGraceMs: number, nowMs: number): boolean =>
  nowMs > row.expiresAtMs + evictAfterMs + longestGraceMs;
