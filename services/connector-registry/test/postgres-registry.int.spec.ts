import { Outbox } from '@patchbay/outbox';
import { FixedClock, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { PostgresDeletionQueue } from '../src/adapters/postgres/postgres-deletion-queue.ts';
import { PostgresRegistryReader } from '../src/adapters/postgres/postgres-registry-reader.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import { describeRegistry } from './registry-contract/describe-registry.ts';
import { createRegistryDatabase, openDataSource } from './registry-database.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createRegistryDatabase();
  dataSource = await openDataSource(database.url);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describeRegistry('the registry in Postgres', async () => {
  // Connections at hand: what is to happen at once must not wait for one to be opened.
  await Promise.all(Array.from({ length: 6 }, () => dataSource.query('SELECT pg_sleep(0.005)')));
  await dataSource.query('TRUNCATE connector, flow_reference, deletion, inbox, outbox');
  const outbox = new Outbox({ source: 'connector-registry', clock: new FixedClock(), carriesRegistryPosition: true });
  return {
    unitOfWork: new PostgresUnitOfWork(dataSource, outbox, { changed: () => undefined }),
    reader: new PostgresRegistryReader(dataSource),
    queue: new PostgresDeletionQueue(dataSource),
  };
});
