/** How an execution stands, as the turn that is asked for meets it. */
export interface ExecutionStanding {
  readonly state: 'RUNNING' | 'WAITING' | 'ENDED';
  /** A process is at it, and has the right to be for some time yet. */
  readonly isHeld: boolean;
}

/** The same event, or the same start, as it came before. */
export interface EarlierTurn {
  readonly fingerprint: string;
  readonly isAnswered: boolean;
}

/**
 * `answered`: it is told the answer that it had. `in-progress`: not now. `claim`: it may run, from where the execution was last saved:
 * also after a process that is gone, whose turn had no effect then.
 */
export type TurnDecision = 'answered' | 'other-request' | 'in-progress' | 'ended' | 'claim';

export function decideTurn({ state, isHeld }: ExecutionStanding, fingerprint: string, earlier: EarlierTurn | undefined): TurnDecision {
  if (earlier && earlier.fingerprint !== fingerprint) return 'other-request';
  if (earlier?.isAnswered) return 'answered';
  if (state === 'ENDED') return 'ended';
  return state === 'RUNNING' && isHeld ? 'in-progress' : 'claim';
}
