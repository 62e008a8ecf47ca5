import type { EntityManager } from 'typeorm';
import { requireTransaction } from './require-transaction.ts';

/** Kafka delivers at least once; the inbox makes the effect happen once. */
export class Inbox {
  /**
   * Runs `effect` unless this consumer has had this event, and remembers the event in the same transaction:
   * a rollback forgets it together with the effect. A second delivery at the same time waits for the first one's commit.
   * @param consumer the consumer group, so that each consumer of a service has the event once
   * @returns false when the event was there already
   * @throws Error outside a transaction
   */
  async once(manager: EntityManager, consumer: string, eventId: string, effect: () => Promise<unknown>): Promise<boolean> {
    requireTransaction(manager, 'Inbox.once');
    const written: unknown[] = await manager.query(
      'INSERT INTO inbox (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id',
      [consumer, eventId],
    );
    if (written.length === 0) return false;
    await effect();
    return true;
  }

  /**
   * For many events at once: remembers those that this consumer has not had, in the same transaction as their effects.
   * @returns which they are
   * @throws Error outside a transaction
   */
  async remember(manager: EntityManager, consumer: string, eventIds: readonly string[]): Promise<Set<string>> {
    requireTransaction(manager, 'Inbox.remember');
    // In one order, so that two who remember the same events cannot wait for each other.
    const written: { event_id: string }[] = await manager.query(
      `INSERT INTO inbox (consumer, event_id) SELECT DISTINCT $1, event_id FROM unnest($2::uuid[]) AS event_id ORDER BY event_id
        ON CONFLICT DO NOTHING RETURNING event_id`,
      [consumer, eventIds],
    );
    return new Set(written.map(({ event_id }) => event_id));
  }
}
