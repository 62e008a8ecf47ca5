import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { outboxChannel } from './outbox-channel.ts';
import type { OutboxPosition, OutgoingDraft } from './outgoing-draft.ts';
import { requireTransaction } from './require-transaction.ts';

export interface OutboxOptions {
  /** Name of the service: `source` of its events. */
  source: string;
  clock: { now(): Date };
  /** Whether the events carry `registrySeq` and `registryEpoch`. True for the registry alone. */
  carriesRegistryPosition?: boolean;
}

/** One statement, so that the counter's row is locked for one round trip and the commit. */
const appendStatement = `
  WITH step AS (
    UPDATE outbox_clock SET seq = seq + 1 RETURNING seq, epoch
  ), written AS (
    INSERT INTO outbox (seq, ordinal, id, aggregatetype, aggregateid, type, payload,
                        source, subject, organization_id, version, registry_seq, registry_epoch, traceparent, time)
    SELECT step.seq, draft.ordinal, draft.id, draft.topic, draft.key, draft.type, coalesce(draft.data, 'null'),
           $2, draft.subject, draft."organizationId", draft.version,
           CASE WHEN $3::boolean THEN step.seq END, CASE WHEN $3::boolean THEN step.epoch END, draft.traceparent, $4
      FROM step, json_to_recordset($1::json) AS draft (
        ordinal int, id uuid, topic text, key text, type text, data json,
        subject text, "organizationId" text, version bigint, traceparent text)
  )
  SELECT seq, epoch, pg_notify($5, '') FROM step`;

/** Writes events in the transaction that makes them true: both happen, or neither. */
export class Outbox {
  constructor(private readonly options: OutboxOptions) {}

  /**
   * Takes one step of the service's counter for all the drafts, which are published in the order given.
   * Call it last in the transaction: the counter's row stays locked until the commit, which is what makes the order of `seq` the order of commits,
   * without gaps, and what every other append of this service waits for.
   * @returns the step, for history tables that keep it
   * @throws Error outside a transaction, and for no drafts at all (a step without events would be a gap)
   */
  async append(manager: EntityManager, drafts: readonly OutgoingDraft[]): Promise<OutboxPosition> {
    requireTransaction(manager, 'Outbox.append');
    if (drafts.length === 0) throw new Error('Outbox.append needs at least one event: a step without events would be a gap');
    const rows = drafts.map((draft, index) => ({ ...draft, data: draft.data ?? null, ordinal: index + 1, id: uuidv7() }));
    const { source, clock, carriesRegistryPosition = false } = this.options;
    const [position]: [OutboxPosition] = await manager.query(appendStatement, [
      JSON.stringify(rows),
      source,
      carriesRegistryPosition,
      clock.now().toISOString(),
      outboxChannel,
    ]);
    return { seq: position.seq, epoch: position.epoch };
  }
}
