import { Outbox } from '@patchbay/outbox';
import { createDataSource } from '@patchbay/postgres';
import { createDatabase, FixedClock, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { migrations } from '../src/adapters/postgres/migrations.ts';
import { PostgresMembershipReader } from '../src/adapters/postgres/postgres-membership-reader.ts';
import { PostgresOrganizationReader } from '../src/adapters/postgres/postgres-organization-reader.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import { organizationRow, roleAssignmentRow } from '../src/adapters/postgres/rows.ts';
import { AssignRole } from '../src/application/assign-role.ts';
import { PutOrganization } from '../src/application/put-organization.ts';
import { RevokeRole } from '../src/application/revoke-role.ts';
import type { OrganizationId } from '../src/domain/organization-id.ts';
import { describeAccessStore } from './access-store-contract.ts';
import { givenOrganization } from './given.ts';

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

describe('AssignRole, RevokeRole and PutOrganization on Postgres', () => {
  const clock = new FixedClock();
  const unitOfWork = () => new PostgresUnitOfWork(dataSource, new Outbox({ source: 'authz', clock }));
  const atOnce = <Result>(work: () => Promise<Result>) => Promise.allSettled(Array.from({ length: 8 }, work));
  const held = (organizationId: OrganizationId) => ({ organizationId, userId: 'u-1', role: 'full-admin' }) as const;

  it('do once what many ask for at once, and fail nobody who repeats', async () => {
    const { organizationId } = givenOrganization();
    const command = { organizationId, name: 'Acme', licence: 'NONE', timeZone: 'UTC', actor: 'u-operator' } as const;
    const put = await atOnce(() => new PutOrganization(unitOfWork(), clock).execute(command));
    const assigned = await atOnce(() => new AssignRole(unitOfWork(), clock).execute(held(organizationId), 'u-operator'));
    const revoked = await atOnce(() => new RevokeRole(unitOfWork()).execute(held(organizationId), 'u-operator'));
    expect([...put, ...assigned].filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(revoked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await eventsOf(organizationId)).map(({ type }) => type)).toEqual(['OrganizationLicenceChanged', 'RoleAssigned', 'RoleRevoked']);
  });
});

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
