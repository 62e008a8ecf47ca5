import { randomUUID } from 'node:crypto';
import { OwnConnection } from '@patchbay/postgres';
import type { TenantDatabase } from '@patchbay/testing';
import type { EntityManager } from 'typeorm';
import { unprotected } from '../src/adapters/postgres/migrations/protect-table.ts';
import type { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import { serviceRole, systemRole } from '../src/adapters/postgres/roles.ts';
import { organizationId } from '../src/domain/ids.ts';
import { createRegistryDatabase, openDatabase } from './registry-database.ts';
import { everyTable, type Table } from './tables.ts';

/** Tables that no organization owns. A table that is neither here nor has an `organization_id` fails the first test. */
const shared = ['inbox', 'migrations', 'mirror_report', 'outbox_clock', 'outbox_relay', 'periodic_job'];

const mine = organizationId(randomUUID());
const theirs = organizationId(randomUUID());

let testDatabase: TenantDatabase;
let database: RegistryDatabase;
let superuser: OwnConnection;
let tables: Table[];

beforeAll(async () => {
  testDatabase = await createRegistryDatabase();
  database = await openDatabase(testDatabase);
  superuser = await OwnConnection.open({ url: testDatabase.superuserUrl, applicationName: 'tenancy-test-superuser' });
  tables = (await everyTable(superuser)).filter(({ columns }) => columns.includes('organization_id'));
  // Foreign keys and checks have nothing to do with whose a row is.
  for (const table of tables) await superuser.query(table.withoutConstraints);
  // Nor has what a trigger derives from it.
  await superuser.query('SET session_replication_role = replica');
});

beforeEach(async () => {
  await superuser.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`);
  for (const table of tables) for (const organization of [mine, theirs]) await superuser.query(table.insert(organization));
});

afterAll(async () => {
  await database.close();
  await superuser.close();
  await testDatabase.drop();
});

const asMine = <Result>(work: (manager: EntityManager) => Promise<Result>) => database.forOrganization(mine, work);
const query = (statement: string) => asMine((manager) => manager.query(statement));
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

const denied = '42501';
const verbs = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
type Verb = (typeof verbs)[number];

/** [table, verb] for each pair that the service role has been granted. */
const granted = (verb: Verb) => tables.filter(({ grants }) => grants.includes(verb));

describe('every table', () => {
  it('belongs to organizations, or is known to belong to none', async () => {
    const strays = (await everyTable(superuser)).filter(
      ({ name, columns }) => !shared.includes(name) && !columns.includes('organization_id'),
    );
    expect(strays.map(({ name }) => name)).toEqual([]);
    expect(tables.length).toBeGreaterThanOrEqual(6);
  });

  it('is forced to keep organizations apart, by one policy for the service and one for the system', () => {
    const expected = [
      [serviceRole, expect.stringContaining("current_setting('app.tenant'::text)")],
      [systemRole, 'true'],
    ];
    expect(tables.map(({ name, forced, policies }) => ({ name, forced, policies }))).toEqual(
      tables.map(({ name }) => ({ name, forced: true, policies: expected })),
    );
  });

  it('is owned by neither the service nor the system, who cannot truncate it', () => {
    expect(tables.filter(({ owner }) => owner !== 'connector_registry').map(({ name }) => name)).toEqual([]);
    expect(tables.filter(({ grants }) => grants.some((verb) => !verbs.some((known) => known === verb))).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('is known to both, so that no table is forgotten', () => {
    expect(tables.filter(({ grants }) => grants.length === 0).map(({ name }) => name)).toEqual([]);
  });
});

describe('as another organization', () => {
  it('sees its own rows of each table and no others', async () => {
    for (const { name } of granted('SELECT')) {
      expect([name, await query(`SELECT DISTINCT organization_id::text FROM ${name}`)]).toEqual([name, [{ organization_id: mine }]]);
    }
  });

  it('cannot insert a row for somebody else into any table', async () => {
    for (const { name, insert } of granted('INSERT')) {
      expect([name, await codeOf(query(insert(theirs)))]).toEqual([name, denied]);
      await superuser.query(`DELETE FROM ${name} WHERE organization_id = '${mine}'`);
      expect([name, await codeOf(query(insert(mine)))]).toEqual([name, 'done']);
    }
  });

  it('changes no row of somebody else in any table, and gives none of its own away', async () => {
    for (const { name } of granted('UPDATE')) {
      const [, changed] = await query(`UPDATE ${name} SET organization_id = organization_id WHERE organization_id = '${theirs}'`);
      expect([name, changed]).toEqual([name, 0]);
      expect([name, await codeOf(query(`UPDATE ${name} SET organization_id = '${theirs}'`))]).toEqual([name, denied]);
    }
  });

  it('deletes no row of somebody else from any table', async () => {
    for (const { name } of granted('DELETE')) {
      await query(`DELETE FROM ${name} WHERE organization_id = '${theirs}'`);
      await query(`DELETE FROM ${name}`);
      const left = await superuser.query(`SELECT DISTINCT organization_id::text FROM ${name}`);
      expect([name, left]).toEqual([name, [{ organization_id: theirs }]]);
    }
  });

  it('is refused each verb that was not granted on a table', async () => {
    const refused: Record<Verb, (table: Table) => string> = {
      SELECT: ({ name }) => `SELECT 1 FROM ${name}`,
      INSERT: ({ insert }) => insert(mine),
      UPDATE: ({ name }) => `UPDATE ${name} SET organization_id = organization_id`,
      DELETE: ({ name }) => `DELETE FROM ${name}`,
    };
    for (const verb of verbs) {
      for (const table of tables.filter(({ grants }) => !grants.includes(verb))) {
        expect([table.name, verb, await codeOf(query(refused[verb](table)))]).toEqual([table.name, verb, denied]);
      }
    }
  });
});

describe('without an organization', () => {
  const fresh = async (statement: string, first?: string) => {
    const connection = await OwnConnection.open({ url: testDatabase.url, applicationName: 'tenancy-test' });
    try {
      if (first) for (const part of ['BEGIN', first, 'COMMIT']) await connection.query(part);
      return await codeOf(connection.query(statement));
    } finally {
      await connection.close();
    }
  };

  it('gets an error from each table, not an empty answer', async () => {
    for (const { name } of granted('SELECT')) {
      // A session that never knew the setting, and one in which a transaction has left it empty.
      expect([name, await fresh(`SELECT 1 FROM ${name}`)]).toEqual([name, '42704']);
      expect([name, await fresh(`SELECT 1 FROM ${name}`, `SELECT set_config('app.tenant', '${mine}', true)`)]).toEqual([name, '22P02']);
    }
  });

  it('inserts into no table', async () => {
    for (const { name, insert } of granted('INSERT')) expect([name, await fresh(insert(mine))]).toEqual([name, '42704']);
  });
});

describe('the owner', () => {
  it('sees no row, but in a migration that says so', async () => {
    const owner = await OwnConnection.open({ url: testDatabase.migrationUrl, applicationName: 'tenancy-test-owner' });
    const count = async () => (await owner.query<{ count: number }>('SELECT count(*) FROM connector'))[0]?.count;
    expect(await count()).toBe(0);
    const [before, after] = unprotected(['connector'], []);
    await owner.query(before ?? '');
    expect(await count()).toBe(2);
    await owner.query(after ?? '');
    expect(await count()).toBe(0);
    await owner.close();
  });
});

describe('the system', () => {
  it('sees the rows of all, in transactions of its own', async () => {
    const organizations = await database.forEveryOrganization((manager) =>
      manager.query('SELECT DISTINCT organization_id::text AS id FROM connector ORDER BY 1'),
    );
    expect(organizations).toEqual(expect.arrayContaining([{ id: theirs }]));
  });

  it('is not what the service is by itself', async () => {
    const [{ inherited, settable }] = await asMine((manager) =>
      manager.query(`SELECT pg_has_role('${systemRole}', 'USAGE') AS inherited, pg_has_role('${systemRole}', 'SET') AS settable`),
    );
    expect({ inherited, settable }).toEqual({ inherited: false, settable: true });
  });

  it('owns nothing and bypasses nothing', async () => {
    const roles = await superuser.query(
      `SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole AS mighty FROM pg_roles WHERE rolname IN ('${serviceRole}', '${systemRole}') ORDER BY 1`,
    );
    expect(roles).toEqual([
      { rolname: serviceRole, mighty: false },
      { rolname: systemRole, mighty: false },
    ]);
  });
});
