export { backoffMs } from './backoff.ts';
export { createDataSource, type DataSourceSettings } from './create-data-source.ts';
export type { MigrationClass } from './migrate.ts';
export { type ConnectionSettings, connectionSettingsOf, OwnConnection } from './own-connection.ts';
export { PostgresListener, type PostgresListenerOptions, type Subscription } from './postgres-listener.ts';
export { PostgresUnavailable } from './postgres-unavailable.ts';
export { isUniqueViolation } from './sql-state.ts';
export { transaction } from './transaction.ts';
export { Wakeup } from './wakeup.ts';
