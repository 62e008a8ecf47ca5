import { Inbox, type Outbox } from '@patchbay/outbox';
import { currentTraceparent } from '@patchbay/service-kit';
import type { EntityManager } from 'typeorm';
import { type ChangeObserver, type Stores, UnitOfWork } from '../../application/ports.ts';
import type { ConnectorEvent } from '../../domain/connector-event.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { draftsOf } from './connector-event-drafts.ts';
import { ChangeTrail } from './history/change-trail.ts';
import { PostgresConnectorStore } from './postgres-connector-store.ts';
import { PostgresDependentStore } from './postgres-dependent-store.ts';
import { PostgresOperationStore } from './postgres-operation-store.ts';
import { PostgresReferenceStore } from './postgres-reference-store.ts';
import type { RegistryDatabase } from './registry-database.ts';

/** Of the inbox: the consumer group. */
const consumer = 'connector-registry';

export class PostgresUnitOfWork extends UnitOfWork {
  private readonly inbox = new Inbox();

  constructor(
    private readonly database: RegistryDatabase,
    private readonly outbox: Outbox,
    private readonly observer: ChangeObserver,
    private readonly clock: { now(): Date },
  ) {
    super();
  }

  override async run<Result>(organizationId: OrganizationId, work: (stores: Stores) => Promise<Result>): Promise<Result> {
    const { result, events } = await this.database.forOrganization(organizationId, async (manager) => {
      const recorded: ConnectorEvent[] = [];
      const trail = new ChangeTrail(manager);
      const operations = new PostgresOperationStore(manager, trail);
      const done = await work(this.storesOf(manager, recorded, trail, operations));
      await trail.write(organizationId, recorded, this.clock.now());
      // Last, as every other append waits from here to the commit.
      if (recorded.length > 0) {
        const { seq } = await this.outbox.append(
          manager,
          recorded.flatMap((event) => draftsOf(event, currentTraceparent())),
        );
        await operations.number(seq);
      }
      return { result: done, events: recorded };
    });
    this.database.afterCommit(() => {
      for (const event of events) this.observer.changed(event);
    });
    return result;
  }

  private storesOf(manager: EntityManager, recorded: ConnectorEvent[], trail: ChangeTrail, operations: PostgresOperationStore): Stores {
    return {
      connectors: new PostgresConnectorStore(manager, trail),
      references: new PostgresReferenceStore(manager, trail),
      operations,
      dependents: new PostgresDependentStore(manager, trail),
      record: (event) => {
        recorded.push(event);
      },
      receive: (eventIds) => this.inbox.remember(manager, consumer, eventIds),
      once: (eventId, effect) => this.inbox.once(manager, consumer, eventId, effect),
    };
  }
}
