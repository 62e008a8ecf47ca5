import type { Outbox } from '@patchbay/outbox';
import { transaction } from '@patchbay/postgres';
import { currentTraceparent } from '@patchbay/service-kit';
import type { DataSource } from 'typeorm';
import { type Transaction, UnitOfWork } from '../../application/ports.ts';
import { draftOf } from './access-event-draft.ts';
import { PostgresOrganizationRepository } from './postgres-organization-repository.ts';
import { PostgresRoleAssignmentRepository } from './postgres-role-assignment-repository.ts';

export class PostgresUnitOfWork extends UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Pick<Outbox, 'append'>,
  ) {
    super();
  }

  override run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const traceparent = currentTraceparent();
    return transaction(this.dataSource, (manager) =>
      work({
        organizations: new PostgresOrganizationRepository(manager),
        roleAssignments: new PostgresRoleAssignmentRepository(manager),
        outbox: {
          append: async (events) => {
            if (events.length === 0) return;
            await this.outbox.append(
              manager,
              events.map((event) => draftOf(event, traceparent)),
            );
          },
        },
      }),
    );
  }
}
