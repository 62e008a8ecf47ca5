import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { ConnectionSettings } from './own-connection.ts';

export type MigrationClass = new () => MigrationInterface;

const lockName = 'patchbay.migrations';
const lockPollMs = 100;
/** A migration that waits for a table's lock makes every query behind it wait too: better to fail and be started again. */
const lockTimeoutMs = 5_000;

/**
 * Runs the pending migrations, all in one transaction, under a session lock: of several replicas that start at once one migrates, the others wait.
 * The lock and the migrations share one session, so that losing it undoes the migrations and frees the lock together.
 */
export async function migrate(settings: ConnectionSettings, migrations: readonly MigrationClass[]): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: settings.url,
    applicationName: `${settings.applicationName}-migrations`,
    migrations: [...migrations],
    poolSize: 1,
    extra: { options: '-c TimeZone=UTC', lock_timeout: lockTimeoutMs },
  });
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await lock(runner);
    await new MigrationExecutor(dataSource, runner).executePendingMigrations();
  } finally {
    // Ending the session releases the lock.
    await runner.release();
    await dataSource.destroy();
  }
}

/** Tries again and again instead of waiting inside Postgres: a waiting statement holds a snapshot, and CREATE INDEX CONCURRENTLY waits for that. */
async function lock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [{ locked }]: [{ locked: boolean }] = await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [
      lockName,
    ]);
    if (locked) return;
    await sleep(lockPollMs);
  }
}
