import type { ConnectorRecord, Grant, Position, Renew } from '../messages.ts';
import type { LeaseTerms } from '../terms.ts';

/** `historyLost`: the holder has applied what the registry does not know. The epoch has to be raised (`epochAfter`) before anything is granted. */
export type GrantContent = 'changes' | 'snapshot' | 'historyLost';

/** What a RENEW has to be answered with, by the position read after the lease row was committed. */
export function grantContent({ epoch, appliedSeq }: Pick<Renew, 'epoch' | 'appliedSeq'>, head: Position): GrantContent {
  if (epoch > head.epoch || (epoch === head.epoch && appliedSeq > head.seq)) return 'historyLost';
  return epoch < head.epoch ? 'snapshot' : 'changes';
}

/**
 * The epoch to begin when history may have been lost: above the registry's own and the holder's, and not below the database's timeline.
 * Postgres begins a new timeline with each failover and restore, so an epoch whose beginning was lost itself is not begun a second time.
 */
export const epochAfter = (head: Position, { epoch = 0, timeline = 0 }: { epoch?: number; timeline?: number }): number =>
  Math.max(head.epoch + 1, epoch + 1, timeline);

interface Reading<R extends ConnectorRecord> {
  readonly head: Position;
  /** Changed after the RENEW's `appliedSeq`, each connector once, as it is now; or every connector. Of the same snapshot as `head`, on the primary. */
  readonly records: readonly R[];
}

/** R2, second half: composed of what was read after the lease row was committed. */
export function composeGrant<R extends ConnectorRecord>(message: Renew, { head, records }: Reading<R>, { leaseMs }: LeaseTerms): Grant<R> {
  const grant = { type: 'GRANT', nonce: message.nonce, epoch: head.epoch, upToSeq: head.seq, leaseMs } as const;
  return grantContent(message, head) === 'changes' ? { ...grant, changes: records } : { ...grant, snapshot: records };
}
