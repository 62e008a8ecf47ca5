import type { Change } from './records.ts';

/** What a rule needs to know of a version. */
export type Committed = Pick<Change, 'state' | 'committedAt' | 'haltedAt' | 'lostAt'>;

export type StartBreach<C> =
  /** I1: the gate never opens for it. */
  | { readonly kind: 'NOT_ACTIVE' }
  /** I1: the bound had passed since the version was replaced, or lost. */
  | { readonly kind: 'BEYOND_BOUND'; readonly lateMs: number; readonly next: C | undefined }
  /** I2: a later version had been reported halted. */
  | { readonly kind: 'AFTER_HALTED'; readonly lateMs: number; readonly halt: C };

interface Start<C> {
  readonly at: number;
  /** The version that the call started on, and those committed after it, in their order. */
  readonly version: C;
  readonly later: readonly C[];
}

/**
 * The rules for the start of one call; the simulation and the check of real logs go by them.
 * @param boundMs how long a call on `version` may still start after `next` has replaced it (undefined: after it was lost); undefined where that is not known
 */
export function judgeStart<C extends Committed>(
  { at, version, later }: Start<C>,
  boundMs: (version: C, next: C | undefined) => number | undefined,
  toleranceMs: number,
): StartBreach<C>[] {
  if (version.state !== 'ACTIVE') return [{ kind: 'NOT_ACTIVE' }];
  return [beyondBound({ at, version, later }, boundMs, toleranceMs), afterHalted(at, later, toleranceMs)].filter(
    (breach) => breach !== undefined,
  );
}

function beyondBound<C extends Committed>(
  { at, version, later }: Start<C>,
  boundMs: (version: C, next: C | undefined) => number | undefined,
  toleranceMs: number,
): StartBreach<C> | undefined {
  const next = later.find(({ lostAt }) => lostAt === undefined);
  const replacedAt = next?.committedAt ?? Number.POSITIVE_INFINITY;
  const endedAt = Math.min(replacedAt, version.lostAt ?? Number.POSITIVE_INFINITY);
  if (at <= endedAt) return undefined;
  const bound = boundMs(version, endedAt === replacedAt ? next : undefined);
  if (bound === undefined) return undefined;
  const lateMs = at - endedAt - bound;
  return lateMs > toleranceMs ? { kind: 'BEYOND_BOUND', lateMs, next } : undefined;
}

function afterHalted<C extends Committed>(at: number, later: readonly C[], toleranceMs: number): StartBreach<C> | undefined {
  // Halts are reported in the order of their versions: the first one is the earliest.
  const halt = later.find(({ haltedAt }) => haltedAt !== undefined);
  const lateMs = at - (halt?.haltedAt ?? Number.POSITIVE_INFINITY);
  return halt && lateMs > toleranceMs ? { kind: 'AFTER_HALTED', lateMs, halt } : undefined;
}
