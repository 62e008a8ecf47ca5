import { flowLifecycle } from '@patchbay/contracts';
import { Inbox, InMemoryOutbox, Outbox } from '@patchbay/outbox';
import { PostgresListener } from '@patchbay/postgres';
import { eventually, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { FlowChanges } from '../src/adapters/postgres/flow-changes.ts';
import { PostgresFlowRepository } from '../src/adapters/postgres/postgres-flow-repository.ts';
import { PostgresRunnableFlows } from '../src/adapters/postgres/postgres-runnable-flows.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import { FlowDirectory } from '../src/application/flow-directory.ts';
import { createFlowDatabase, openFlowDatabase } from './support/flow-database.ts';
import { describeFlowStore } from './support/flow-store-contract.ts';
import { givenFlow, noon } from './support/given.ts';

const unitOfWorkOn = (dataSource: DataSource, outbox: Pick<Outbox, 'append'>) =>
  new PostgresUnitOfWork({ dataSource, outbox, inbox: new Inbox(), consumer: 'flow-executor' });

describeFlowStore('Postgres', async () => {
  const database = await createFlowDatabase();
  const dataSource = await openFlowDatabase(database.url);
  return {
    unitOfWork: unitOfWorkOn(dataSource, new InMemoryOutbox()),
    flows: new PostgresFlowRepository(dataSource.manager),
    runnable: new PostgresRunnableFlows(dataSource),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
});

describe('Postgres beside that', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  const outbox = new Outbox({ source: 'flow-executor', clock: { now: () => noon } });

  beforeAll(async () => {
    database = await createFlowDatabase();
    dataSource = await openFlowDatabase(database.url);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('writes events in the transaction, keyed by their flow', async () => {
    const [flowId, organizationId, connectorId] = [uuidv7(), uuidv7(), uuidv7()];
    const actor = 'developer';
    await unitOfWorkOn(dataSource, outbox).run(({ publish }) =>
      publish([
        {
          type: 'FlowPublished',
          organizationId,
          flowId,
          name: 'Main line',
          versionNumber: 1,
          labels: ['Live'],
          connectorIds: [connectorId],
          actor,
        },
      ]),
    );
    const rows = await dataSource.query('SELECT aggregatetype, aggregateid, type, subject, source, organization_id, payload FROM outbox');
    expect(rows).toEqual([
      {
        aggregatetype: flowLifecycle.name,
        aggregateid: flowId,
        type: 'patchbay.FlowPublished',
        subject: flowId,
        source: 'flow-executor',
        organization_id: organizationId,
        payload: { flowId, name: 'Main line', versionNumber: 1, labels: ['Live'], connectorIds: [connectorId], actor },
      },
    ]);
  });

  it('tells every replica which flow has changed', async () => {
    const unitOfWork = unitOfWorkOn(dataSource, outbox);
    const directory = new FlowDirectory(new PostgresRunnableFlows(dataSource));
    const problems: unknown[] = [];
    const listener = new PostgresListener({
      url: database.url,
      applicationName: 'flow-changes-test',
      onError: (error) => problems.push(error),
    });
    const changes = new FlowChanges(listener, directory, { report: (...problem) => void problems.push(problem) });
    listener.start();
    changes.start();
    const flow = givenFlow();
    await unitOfWork.run(({ flows }) => flows.insert(flow));
    await eventually(
      async () => {
        await directory.find(flow.flowId);
        const cached = directory.find(flow.flowId);
        expect(cached).not.toBeInstanceOf(Promise);
      },
      { withinMs: 2_000 },
    );
    await unitOfWork.run(({ flows }) => flows.save({ ...flow, revision: 2 }));
    // Sooner than polling would.
    await eventually(async () => expect((await directory.find(flow.flowId))?.revision).toBe(2), { withinMs: 1_500 });
    changes.stop();
    await listener.stop();
    expect(problems).toEqual([]);
  });
});
