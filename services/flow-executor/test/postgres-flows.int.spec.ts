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
import { describeDetachmentStore } from './support/detachment-store-contract.ts';
import { createFlowDatabase, openFlowDatabase } from './support/flow-database.ts';
import type { FlowStore } from './support/flow-store.ts';
import { describeFlowStore } from './support/flow-store-contract.ts';
import { givenFlow, noon } from './support/given.ts';
import { describeHaltStore } from './support/halt-store-contract.ts';

const soon = { withinMs: 5_000 };

const unitOfWorkOn = (dataSource: DataSource, outbox: Pick<Outbox, 'append'>) =>
  new PostgresUnitOfWork({ dataSource, outbox, inbox: new Inbox(), consumer: 'flow-executor' });

async function openStore(): Promise<FlowStore> {
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
}

describeFlowStore('Postgres', openStore);
describeDetachmentStore('Postgres', openStore);
describeHaltStore('Postgres', openStore);

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

  it.each([
    ['by a notification, before any polling', { pollMs: 60_000 }, true],
    ['by polling, when notifications get lost', { pollMs: 50 }, false],
  ])('tells every replica which flow has changed: %s', async (_, polling, listens) => {
    const unitOfWork = unitOfWorkOn(dataSource, outbox);
    const directory = new FlowDirectory(new PostgresRunnableFlows(dataSource));
    const problems = { report: (...problem: unknown[]) => expect(problem).toEqual([]) };
    const onError = (error: unknown) => expect(error).toBeUndefined();
    const listener = new PostgresListener({ url: database.url, applicationName: 'flow-changes-test', onError });
    const changes = new FlowChanges({ listener, directory, problems, ...polling });
    if (listens) listener.start();
    changes.start();
    const flow = givenFlow();
    await unitOfWork.run(({ flows }) => flows.insert(flow));
    // Until listening has begun, which forgets what was known.
    await eventually(async () => {
      await directory.find(flow.flowId);
      await new Promise((resolve) => setImmediate(resolve));
      expect(directory.find(flow.flowId)).not.toBeInstanceOf(Promise);
    }, soon);
    await unitOfWork.run(({ flows }) => flows.save({ ...flow, revision: 2 }));
    await eventually(async () => expect((await directory.find(flow.flowId))?.revision).toBe(2), soon);
    changes.stop();
    await listener.stop();
  });

  it('keeps others from asking for a name that a transaction has asked for', async () => {
    const flow = givenFlow();
    const { organizationId, flowId, name } = flow;
    const unitOfWork = unitOfWorkOn(dataSource, outbox);
    const begun = Promise.withResolvers<void>();
    const other = Promise.withResolvers<string | undefined>();
    await unitOfWork.run(async ({ flows }) => {
      expect(await flows.findNamed(organizationId, name)).toBeUndefined();
      const second = unitOfWork.run((transaction) => {
        begun.resolve();
        return transaction.flows.findNamed(organizationId, name);
      });
      second.then(other.resolve, other.reject);
      await begun.promise;
      // Time enough for the other one to have its answer, could it have one.
      for (let asked = 0; asked < 20; asked += 1) await flows.findNamed(organizationId, name);
      await flows.insert(flow);
    });
    expect(await other.promise).toBe(flowId);
  });
});
