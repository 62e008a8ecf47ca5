import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { postgresUrl, runId } from './endpoints.ts';

export interface TestDatabase {
  url: string;
  /** @throws when the test has left a connection open; the database is gone all the same */
  drop(): Promise<void>;
}

export interface DatabaseTemplate {
  name: string;
  /** Runs once per run, on an empty database. Must leave no connection open. */
  migrate: (url: string) => Promise<void>;
}

/** A session that was closed on this side needs a moment to end on the other. */
const closedWithinMs = 2_000;
const objectInUse = '55006';

/** A database of its own for a spec file, owned by the superuser: empty, or a copy of a template that was migrated once for all files of the run. */
export async function createDatabase({ template }: { template?: DatabaseTemplate } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asSuperuser(async (admin) => copyDatabase(admin, template ? await templateOf(admin, template) : 'template0', name));
  return { url: urlOf(name), drop: () => asSuperuser((admin) => dropDatabase(admin, name)) };
}

/** Every database whose name says that it belongs to this run's templates. */
export async function dropTemplates(): Promise<void> {
  await asSuperuser(async (admin) => {
    const { rows } = await admin.query<{ datname: string }>('SELECT datname FROM pg_database WHERE starts_with(datname, $1)', [
      templatePrefix(),
    ]);
    for (const { datname } of rows) await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(datname)} WITH (FORCE)`);
  });
}

const templatePrefix = (): string => `template_${runId()}_`;

/** Other processes want the same template: one makes it under a lock, the others wait. It gets its name when it is complete. */
async function templateOf(admin: Client, { name, migrate }: DatabaseTemplate): Promise<string> {
  const finished = templatePrefix() + name;
  const unfinished = `${finished}_unfinished`;
  await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [finished]);
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [finished]);
  if (rowCount === 0) {
    await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(unfinished)} WITH (FORCE)`);
    await copyDatabase(admin, 'template0', unfinished);
    await migrate(urlOf(unfinished));
    await whenUnused(admin, `ALTER DATABASE ${admin.escapeIdentifier(unfinished)} RENAME TO ${admin.escapeIdentifier(finished)}`);
  }
  await admin.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [finished]);
  return finished;
}

const copyDatabase = (admin: Client, from: string, to: string): Promise<void> =>
  whenUnused(admin, `CREATE DATABASE ${admin.escapeIdentifier(to)} TEMPLATE ${admin.escapeIdentifier(from)} STRATEGY file_copy`);

async function whenUnused(admin: Client, statement: string): Promise<void> {
  for (const deadline = performance.now() + closedWithinMs; ; ) {
    try {
      await admin.query(statement);
      return;
    } catch (error) {
      const inUse = error instanceof DatabaseError && error.code === objectInUse;
      if (!inUse || performance.now() > deadline) throw error;
      await sleep(20);
    }
  }
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  const left = await sessionsLeft(admin, name);
  await admin.query(`DROP DATABASE IF EXISTS ${admin.escapeIdentifier(name)} WITH (FORCE)`);
  if (left.length > 0) throw new Error(`close every connection before the database is dropped; still open: ${left.join('; ')}`);
}

async function sessionsLeft(admin: Client, name: string): Promise<string[]> {
  for (const deadline = performance.now() + closedWithinMs; ; ) {
    const { rows } = await admin.query<{ session: string }>(
      `SELECT format('%s (%s): %s', application_name, state, left(query, 200)) AS session FROM pg_stat_activity
       WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map(({ session }) => session);
    await sleep(10);
  }
}

async function asSuperuser<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: postgresUrl(), application_name: 'test-databases' });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(postgresUrl());
  url.pathname = `/${database}`;
  return url.href;
}
