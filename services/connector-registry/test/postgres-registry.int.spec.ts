import { Outbox } from '@patchbay/outbox';
import { OwnConnection } from '@patchbay/postgres';
import { FixedClock, type TenantDatabase } from '@patchbay/testing';
import { PostgresOperationQueue } from '../src/adapters/postgres/postgres-operation-queue.ts';
import { PostgresRegistryReader } from '../src/adapters/postgres/postgres-registry-reader.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import type { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import { describeRegistry } from './registry-contract/describe-registry.ts';
import { createRegistryDatabase, openDatabase } from './registry-database.ts';
import { everyTable } from './tables.ts';

let testDatabase: TenantDatabase;
let database: RegistryDatabase;
let superuser: OwnConnection;

beforeAll(async () => {
  testDatabase = await createRegistryDatabase();
  database = await openDatabase(testDatabase);
  superuser = await OwnConnection.open({ url: testDatabase.superuserUrl, applicationName: 'registry-test-superuser' });
});

afterAll(async () => {
  await database.close();
  await superuser.close();
  await testDatabase.drop();
});

describeRegistry('the registry in Postgres', async () => {
  // Connections at hand: what is to happen at once must not wait for one to be opened.
  await Promise.all(Array.from({ length: 6 }, () => database.system.query('SELECT pg_sleep(0.005)')));
  const tables = (await everyTable(superuser)).filter(({ name, columns }) => name === 'inbox' || columns.includes('organization_id'));
  await superuser.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  const outbox = new Outbox({ source: 'connector-registry', clock: new FixedClock(), carriesRegistryPosition: true });
  return {
    unitOfWork: new PostgresUnitOfWork(database, outbox, { changed: () => undefined }, new FixedClock()),
    reader: new PostgresRegistryReader(database),
    queue: new PostgresOperationQueue(database),
  };
});
