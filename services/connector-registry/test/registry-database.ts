import { outboxMigrations } from '@patchbay/outbox';
import { createDataSource } from '@patchbay/postgres';
import { createDatabase, type TestDatabase } from '@patchbay/testing';
import { connectorRow } from '../src/adapters/postgres/connector-row.ts';
import { CreateRegistry1764000000000 } from '../src/adapters/postgres/migrations/create-registry.ts';

export const openDataSource = (url: string) =>
  createDataSource({
    url,
    applicationName: 'registry-test',
    entities: [connectorRow],
    migrations: [...outboxMigrations, CreateRegistry1764000000000],
  });

/** A database of its own, migrated. */
export function createRegistryDatabase(): Promise<TestDatabase> {
  return createDatabase({
    template: {
      name: 'connector_registry',
      migrate: async (url) => {
        const dataSource = await openDataSource(url);
        await dataSource.destroy();
      },
    },
  });
}
