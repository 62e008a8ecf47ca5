import { outboxMigrations } from '@patchbay/outbox';
import type { MigrationClass } from '@patchbay/postgres';
import { CreateAccess1762041600000 } from './migrations/create-access-1762041600000.ts';

/** In the order in which they run; append only. */
export const migrations: readonly MigrationClass[] = [...outboxMigrations, CreateAccess1762041600000];
