import { Inbox, type Outbox, type OutboxPosition } from '@patchbay/outbox';
import { currentTraceparent } from '@patchbay/service-kit';
import type { EntityManager } from 'typeorm';
import type { Change } from '../../application/holders/ports.ts';
import { type ChangeObserver, type Stores, UnitOfWork } from '../../application/ports.ts';
import type { ConnectorEvent } from '../../domain/connector-event.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { draftsOf, stateDraftOf } from './connector-event-drafts.ts';
import { ChangeTrail } from './history/change-trail.ts';
import type { PostgresChanges } from './holders/postgres-changes.ts';
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
    private readonly changes?: Pick<PostgresChanges, 'committed'>,
  ) {
    super();
  }

  override async run<Result>(organizationId: OrganizationId, work: (stores: Stores) => Promise<Result>): Promise<Result> {
    const { result, events, step } = await this.database.forOrganization(organizationId, async (manager) => {
      const recorded: ConnectorEvent[] = [];
      const trail = new ChangeTrail(manager);
      const operations = new PostgresOperationStore(manager, trail);
      const done = await work(this.storesOf(manager, recorded, trail, operations));
      await trail.write(organizationId, recorded, this.clock.now());
      // Last, as every other append waits from here to the commit.
      const drafts = recorded.flatMap((event) => draftsOf(event, currentTraceparent()));
      const position = drafts.length > 0 ? await this.outbox.append(manager, drafts) : undefined;
      if (position) await operations.number(position.seq);
      return { result: done, events: recorded, step: position && changeOf(position, recorded) };
    });
    this.database.afterCommit(() => {
      // Before anything else: holders are to hear of a halt without the detour of a notification.
      if (step) this.changes?.committed(step);
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

/** As whoever reads the step finds it. A push carries one record: several that change together are left to the reader. */
function changeOf(position: OutboxPosition, [event, another]: readonly ConnectorEvent[]): Change | undefined {
  if (event === undefined || another !== undefined) return undefined;
  const { organizationId } = event.connector;
  return { ...position, organizationId, record: { ...stateDraftOf(event.connector, undefined).data, organizationId } };
}
