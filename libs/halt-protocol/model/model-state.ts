/** A RENEW on its way to its grant. */
interface Renewal {
  /** Ticks since it was sent. */
  age: number;
  /** 1 sent, 2 the registry has done one of its two steps, 3 both. */
  step: 1 | 2 | 3;
  /** The version that the registry read for it. */
  version: number;
  /** Nothing was sent after it. */
  newest: boolean;
}

export interface HolderModel {
  /** Applied; 0 none. */
  version: number;
  /** Ticks; negative when over. */
  leaseLeft: number;
  /** A call that has passed the gate and has not sent its bytes: the version that it saw. Only a mutant has such. */
  checkedVersion: number;
  /** A version that was acknowledged, and is not applied yet. Only a mutant has such. */
  owedVersion: number;
  /** The halt may be acknowledged. */
  hasStopped: boolean;
  renewals: Renewal[];
}

/**
 * The versions of one connector: 1 ACTIVE, 2 INACTIVE, 3 ACTIVE. All times are relative and capped, so the horizon is unbounded.
 * Messages need no place of their own: whatever was once sent may be received at any time, or never.
 */
export interface ModelState {
  version: number;
  /** Ticks; -1 before the commit. */
  sinceCommit: number;
  /** How many of the halt's two steps are done. */
  haltSteps: 0 | 1 | 2;
  hasReported: boolean;
  hasFailedOver: boolean;
  sinceFailover: number;
  leaseRows: boolean[];
  waitedFor: boolean[];
  acknowledged: boolean[];
  holders: HolderModel[];
}

export interface Scale {
  holders: number;
  /** How many RENEWs of one holder may be on their way at once. */
  renewals: number;
  /** L, in ticks. */
  lease: number;
}

/** Beyond this many ticks nothing changes any more. */
export const horizon = ({ lease }: Scale): number => lease + 3;

export const initialState = (scale: Scale): ModelState => ({
  version: 1,
  sinceCommit: -1,
  haltSteps: 0,
  hasReported: false,
  hasFailedOver: false,
  sinceFailover: horizon(scale),
  leaseRows: Array(scale.holders).fill(false),
  waitedFor: Array(scale.holders).fill(false),
  acknowledged: Array(scale.holders).fill(false),
  holders: Array.from({ length: scale.holders }, startedHolder),
});

export const startedHolder = (): HolderModel => ({
  version: 0,
  leaseLeft: 0,
  checkedVersion: 0,
  owedVersion: 0,
  hasStopped: false,
  renewals: [],
});

export const copy = (state: ModelState): ModelState => ({
  ...state,
  leaseRows: [...state.leaseRows],
  waitedFor: [...state.waitedFor],
  acknowledged: [...state.acknowledged],
  holders: state.holders.map((holder) => ({ ...holder, renewals: holder.renewals.map((renewal) => ({ ...renewal })) })),
});

/** Equal for equal states only. One character a number: there are millions of these. */
export function keyOf(state: ModelState): string {
  const codes = [state.version, state.sinceCommit + 1, state.haltSteps, +state.hasReported, +state.hasFailedOver, state.sinceFailover];
  state.holders.forEach((holder, index) => {
    codes.push(+(state.leaseRows[index] ?? false), +(state.waitedFor[index] ?? false), +(state.acknowledged[index] ?? false));
    codes.push(holder.version, holder.leaseLeft, holder.checkedVersion, holder.owedVersion, +holder.hasStopped, holder.renewals.length);
    for (const { age, step, version, newest } of holder.renewals) codes.push(age, step, version, +newest);
  });
  return String.fromCharCode(...codes);
}
