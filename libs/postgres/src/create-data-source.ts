import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, DataSourceOptions, EntitySchema } from 'typeorm';
import { backoffMs } from './backoff.ts';
import { readInt8AsNumber } from './int8.ts';
import { type MigrationClass, migrate } from './migrate.ts';
import { answerMarginMs, type ConnectionSettings, keepAliveAfterMs, OwnConnection, sessionOptionsOf } from './own-connection.ts';
import { isUnavailable } from './postgres-unavailable.ts';
import { ReachableDataSource } from './reachable-data-source.ts';

export interface DataSourceSettings extends ConnectionSettings {
  entities?: readonly EntitySchema[];
  /** Run before the data source is handed out, once over all replicas. */
  migrations?: readonly MigrationClass[];
  /** For a service whose own role owns no tables: the same database as the owner, for the migrations alone. Default: `url`. */
  migrationUrl?: string;
  /** Default 10. */
  poolSize?: number;
  /** How long Postgres may take to become reachable. Default 60000. */
  startTimeoutMs?: number;
}

/**
 * Waits for Postgres, migrates, and gives an initialized data source: int8 as number, UTC, bounded statements, lock waits and connection attempts.
 * Its queries throw PostgresUnavailable when Postgres is away.
 * @throws PostgresUnavailable when Postgres is not there in time; what waiting cannot mend, such as a wrong password, is thrown at once.
 */
export async function createDataSource(settings: DataSourceSettings): Promise<DataSource> {
  readInt8AsNumber();
  await waitForPostgres(settings);
  const { url, applicationName, role, migrationUrl = url, migrations, statementTimeoutMs = 10_000 } = settings;
  if (migrations) await migrate({ url: migrationUrl, applicationName }, migrations);
  const dataSource = new ReachableDataSource(optionsOf(settings, statementTimeoutMs), { url, applicationName, ...(role && { role }) });
  return dataSource.initialize();
}

function optionsOf(settings: DataSourceSettings, statementTimeoutMs: number): DataSourceOptions {
  return {
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    entities: [...(settings.entities ?? [])],
    poolSize: settings.poolSize ?? 10,
    useUTC: true,
    connectTimeoutMS: 5_000,
    extra: {
      options: sessionOptionsOf(settings),
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
      statement_timeout: statementTimeoutMs,
      lock_timeout: 5_000,
      // What a frozen process has locked is free again before anybody's wait for a lock is over.
      idle_in_transaction_session_timeout: 4_000,
      query_timeout: statementTimeoutMs + answerMarginMs,
    },
  };
}

async function waitForPostgres(settings: DataSourceSettings): Promise<void> {
  const deadline = performance.now() + (settings.startTimeoutMs ?? 60_000);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const connection = await OwnConnection.open(settings);
      await connection.close();
      return;
    } catch (error) {
      const pauseMs = backoffMs(attempt, 100, 2_000);
      if (!isUnavailable(error) || performance.now() + pauseMs > deadline) throw error;
      await sleep(pauseMs);
    }
  }
}
