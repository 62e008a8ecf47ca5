import { outboxMigrations } from '@patchbay/outbox';
import { createTenantDatabase, type TenantDatabase, type TenantDatabaseUrls } from '@patchbay/testing';
import { connectorRow } from '../src/adapters/postgres/connector-row.ts';
import { registryMigrations } from '../src/adapters/postgres/migrations.ts';
import { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';

export const openDatabase = ({ url, migrationUrl }: TenantDatabaseUrls) =>
  RegistryDatabase.open({
    url,
    migrationUrl,
    applicationName: 'registry-test',
    entities: [connectorRow],
    migrations: [...outboxMigrations, ...registryMigrations],
  });

/** A database of its own, migrated, with the roles of production. */
export const createRegistryDatabase = (): Promise<TenantDatabase> =>
  createTenantDatabase('connector_registry', async (urls) => {
    const database = await openDatabase(urls);
    await database.close();
  });
