import { Inbox, type Outbox } from '@patchbay/outbox';
import { currentTraceparent } from '@patchbay/service-kit';
import type { EntityManager } from 'typeorm';
import { type ChangeObserver, type Stores, UnitOfWork } from '../../application/ports.ts';
import type { ConnectorEvent } from '../../domain/connector-event.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { draftsOf } from './connector-event-drafts.ts';
import { PostgresConnectorStore } from './postgres-connector-store.ts';
import { PostgresDeletionStore } from './postgres-deletion-store.ts';
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
  ) {
    super();
  }

  override async run<Result>(organizationId: OrganizationId, work: (stores: Stores) => Promise<Result>): Promise<Result> {
    const { result, events } = await this.database.forOrganization(organizationId, async (manager) => {
      const recorded: ConnectorEvent[] = [];
      const done = await work(this.storesOf(manager, recorded));
      // Last, as every other append waits from here to the commit.
      if (recorded.length > 0) {
        await this.outbox.append(
          manager,
          recorded.flatMap((event) => draftsOf(event, currentTraceparent())),
        );
      }
      return { result: done, events: recorded };
    });
    for (const event of events) this.observer.changed(event);
    return result;
  }

  private storesOf(manager: EntityManager, recorded: ConnectorEvent[]): Stores {
    return {
      connectors: new PostgresConnectorStore(manager),
      references: new PostgresReferenceStore(manager),
      deletions: new PostgresDeletionStore(manager),
      record: (event) => {
        recorded.push(event);
      },
      once: (eventId, effect) => this.inbox.once(manager, consumer, eventId, effect),
    };
  }
}
