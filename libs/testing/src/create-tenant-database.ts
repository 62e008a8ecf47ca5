import { Client } from 'pg';
import { createDatabase, type TestDatabase } from './create-database.ts';

export interface TenantDatabaseUrls {
  /** As the service in production: it owns nothing. */
  url: string;
  /** As the owner of the tables. */
  migrationUrl: string;
}

export interface TenantDatabase extends TenantDatabaseUrls, TestDatabase {
  /** Sees and changes everything: for what a test puts into tables, or looks up in them, behind the service's back. */
  superuserUrl: string;
}

/**
 * A database of its own for a service that keeps organizations apart by roles, with the roles of production:
 * `name` owns the tables, `name_service` is who the service connects as, `name_system` what it becomes for its work over all organizations.
 * @param migrate runs once per run; without it the database is empty
 */
export async function createTenantDatabase(name: string, migrate?: (urls: TenantDatabaseUrls) => Promise<void>): Promise<TenantDatabase> {
  const prepare = async (superuserUrl: string) => {
    await createRoles(superuserUrl, name);
    await migrate?.(urlsOf(superuserUrl, name));
  };
  const { url, drop } = await createDatabase({ template: { name: migrate ? name : `${name}_empty`, migrate: prepare } });
  return { ...urlsOf(url, name), superuserUrl: url, drop };
}

const password = 'test';

/** Roles are the server's, and other runs make the same at the same time. */
async function createRoles(superuserUrl: string, name: string): Promise<void> {
  const superuser = new Client({ connectionString: superuserUrl, application_name: 'test-roles' });
  await superuser.connect();
  try {
    for (const role of [`${name} LOGIN PASSWORD '${password}'`, `${name}_service LOGIN PASSWORD '${password}'`, `${name}_system NOLOGIN`]) {
      await superuser.query(`DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
    }
    await superuser.query(`DO $$ BEGIN
      IF NOT pg_has_role('${name}_service', '${name}_system', 'SET') THEN GRANT ${name}_system TO ${name}_service WITH INHERIT FALSE, SET TRUE; END IF;
    EXCEPTION WHEN unique_violation THEN NULL; END $$`);
    await superuser.query(`ALTER SCHEMA public OWNER TO ${name}`);
  } finally {
    await superuser.end();
  }
}

function urlsOf(superuserUrl: string, name: string): TenantDatabaseUrls {
  const as = (role: string) => Object.assign(new URL(superuserUrl), { username: role, password }).href;
  return { url: as(`${name}_service`), migrationUrl: as(name) };
}
