import { outboxMigrations } from '@patchbay/outbox';
import { createDataSource } from '@patchbay/postgres';
import { createDatabase, type TestDatabase } from '@patchbay/testing';
import { flowMigrations } from '../../src/adapters/postgres/migrations.ts';

/** Migrated, and of its own. */
export const createFlowDatabase = (): Promise<TestDatabase> => createDatabase({ template: { name: 'flow-executor', migrate } });

export const openFlowDatabase = (url: string) =>
  createDataSource({ url, applicationName: 'flow-executor-test', migrations: [...outboxMigrations, ...flowMigrations], poolSize: 5 });

async function migrate(url: string): Promise<void> {
  const dataSource = await openFlowDatabase(url);
  await dataSource.destroy();
}
