import { outboxMigrations } from '@patchbay/outbox';
import { OwnConnection } from '@patchbay/postgres';
import { createDatabase, type TestDatabase } from '@patchbay/testing';
import { connectorRow } from '../src/adapters/postgres/connector-row.ts';
import { registryMigrations } from '../src/adapters/postgres/migrations.ts';
import { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import { serviceRole, systemRole } from '../src/adapters/postgres/roles.ts';

const ownerRole = 'connector_registry';

export interface RegistryTestDatabase extends TestDatabase {
  /** As the service in production: it owns nothing. */
  url: string;
  migrationUrl: string;
  /** Sees and changes everything: for what a test puts into tables, or looks up in them, behind the service's back. */
  superuserUrl: string;
}

export const openDatabase = ({ url, migrationUrl }: Pick<RegistryTestDatabase, 'url' | 'migrationUrl'>) =>
  RegistryDatabase.open({
    url,
    migrationUrl,
    applicationName: 'registry-test',
    entities: [connectorRow],
    migrations: [...outboxMigrations, ...registryMigrations],
  });

/** A database of its own, migrated, with the roles of production. */
export async function createRegistryDatabase(): Promise<RegistryTestDatabase> {
  const { url, drop } = await createDatabase({ template: { name: 'connector_registry', migrate } });
  return { ...urlsOf(url), superuserUrl: url, drop };
}

async function migrate(superuserUrl: string): Promise<void> {
  const superuser = await OwnConnection.open({ url: superuserUrl, applicationName: 'registry-test-roles' });
  // Roles are the server's, and other runs make the same.
  for (const [role, attributes] of roles) {
    await superuser.query(
      `DO $$ BEGIN CREATE ROLE ${role} ${attributes}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
  }
  await superuser.query(`DO $$ BEGIN
    IF NOT pg_has_role('${serviceRole}', '${systemRole}', 'SET') THEN GRANT ${systemRole} TO ${serviceRole} WITH INHERIT FALSE, SET TRUE; END IF;
  END $$`);
  await superuser.query(`ALTER SCHEMA public OWNER TO ${ownerRole}`);
  await superuser.close();
  const database = await openDatabase(urlsOf(superuserUrl));
  await database.close();
}

const password = 'registry-test';
const roles = [
  [ownerRole, `LOGIN PASSWORD '${password}'`],
  [serviceRole, `LOGIN PASSWORD '${password}'`],
  [systemRole, 'NOLOGIN'],
] as const;

function urlsOf(superuserUrl: string): { url: string; migrationUrl: string } {
  const as = (role: string) => Object.assign(new URL(superuserUrl), { username: role, password }).href;
  return { url: as(serviceRole), migrationUrl: as(ownerRole) };
}
