import type { Provider } from '@nestjs/common';
import { PostgresConnectorDirectory } from './adapters/postgres/directory/postgres-connector-directory.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { ConnectorDirectory } from './application/connector-directory.ts';

export function directoryProviders(): Provider[] {
  return [
    {
      provide: ConnectorDirectory,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresConnectorDirectory(database),
    },
  ];
}
