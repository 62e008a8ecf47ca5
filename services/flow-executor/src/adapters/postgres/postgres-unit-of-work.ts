import type { Inbox, Outbox } from '@patchbay/outbox';
import { transaction } from '@patchbay/postgres';
import { currentTraceparent } from '@patchbay/service-kit';
import type { DataSource, EntityManager } from 'typeorm';
import { type FlowTransaction, UnitOfWork } from '../../application/ports.ts';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import { outgoingFlowEvent } from './outgoing-flow-event.ts';
import { PostgresDetachmentStore } from './postgres-detachment-store.ts';
import { PostgresFlowRepository } from './postgres-flow-repository.ts';
import { PostgresHaltStore } from './postgres-halt-store.ts';

export interface PostgresUnitOfWorkOptions {
  dataSource: DataSource;
  outbox: Pick<Outbox, 'append'>;
  inbox: Inbox;
  /** Under which name the inbox remembers. */
  consumer: string;
}

export class PostgresUnitOfWork extends UnitOfWork {
  constructor(private readonly options: PostgresUnitOfWorkOptions) {
    super();
  }

  run<Result>(work: (transaction: FlowTransaction) => Promise<Result>): Promise<Result> {
    return transaction(this.options.dataSource, (manager) => work(this.transactionOn(manager)));
  }

  private transactionOn(manager: EntityManager): FlowTransaction {
    const { outbox, inbox, consumer } = this.options;
    return {
      flows: new PostgresFlowRepository(manager),
      detachments: new PostgresDetachmentStore(manager),
      halts: new PostgresHaltStore(manager),
      publish: async (events: readonly FlowEvent[]) => {
        const traceparent = currentTraceparent();
        await outbox.append(
          manager,
          events.map((event) => outgoingFlowEvent(event, traceparent)),
        );
      },
      once: async (eventId, effect) => {
        await inbox.once(manager, consumer, eventId, effect);
      },
    };
  }
}
