import { Outbox } from '@patchbay/outbox';
import { createDataSource } from '@patchbay/postgres';
import { createDatabase, FixedClock, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/postgres/migrations.ts';
import { PostgresMembershipReader } from '../src/adapters/postgres/postgres-membership-reader.ts';
import { PostgresOrganizationReader } from '../src/adapters/postgres/postgres-organization-reader.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import { organizationRow, roleAssignmentRow } from '../src/adapters/postgres/rows.ts';
import { describeAccessStore } from './access-store-contract.ts';

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await createDatabase();
  dataSource = await createDataSource({
    url: database.url,
    applicationName: 'authz-test',
    entities: [organizationRow, roleAssignmentRow],
    migrations,
  });
});

afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

const eventsOf = async (organizationId: string): Promise<{ type: string }[]> =>
  dataSource.query("SELECT replace(type, 'patchbay.', '') AS type FROM outbox WHERE aggregateid = $1 ORDER BY seq, ordinal", [
    organizationId,
  ]);

describeAccessStore('the Postgres adapters', () => ({
  unitOfWork: new PostgresUnitOfWork(dataSource, new Outbox({ source: 'authz', clock: new FixedClock() })),
  organizations: new PostgresOrganizationReader(dataSource),
  memberships: new PostgresMembershipReader(dataSource),
  eventsOf,
}));

describe('the migrations', () => {
  it('can be undone', async () => {
    const runner = dataSource.createQueryRunner();
    for (const Migration of migrations.toReversed()) await new Migration().down(runner);
    const left: unknown[] = await runner.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '%migration%'",
    );
    await runner.release();
    expect(left).toEqual([]);
  });
});
