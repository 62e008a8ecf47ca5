import { Injectable } from '@nestjs/common';
import { areAlike } from '../../domain/state-topic/verdict.ts';
import { EventsNotPublished } from './events-not-published.ts';
import { type AheadConnector, type StateCheck, StateCheckObserver, StateLedger, StateTopic } from './state-topic-ports.ts';

const publishedWithinMs = 30_000;

/** Compares the compacted topic with the database, and says again what differs. */
@Injectable()
export class CheckStateTopic {
  constructor(
    private readonly ledger: StateLedger,
    private readonly topic: StateTopic,
    private readonly observer: StateCheckObserver,
  ) {}

  /**
   * The database first and the topic when all of that is published: what a change in between moves is never taken for a difference.
   * @throws DomainError of kind `unavailable`
   */
  async execute(signal: AbortSignal): Promise<StateCheck> {
    const registry = await this.ledger.readMarks();
    if (!(await this.ledger.untilPublished(publishedWithinMs, signal))) throw new EventsNotPublished();
    const topic = await this.topic.read(signal);
    const ids = new Set([...registry.keys(), ...topic.keys()]);
    const published: string[] = [];
    const ahead: AheadConnector[] = [];
    for (const connectorId of ids) {
      const sighting = { registry: registry.get(connectorId), topic: topic.get(connectorId) };
      const remedy = areAlike(sighting) ? 'leave' : await this.ledger.mend(connectorId, sighting);
      if (remedy === 'publish') published.push(connectorId);
      if (remedy === 'ahead')
        ahead.push({ connectorId, topicVersion: sighting.topic?.version ?? 0, known: sighting.registry !== undefined });
    }
    const check = { compared: ids.size, published, ahead };
    this.observer.checked(check);
    return check;
  }
}
