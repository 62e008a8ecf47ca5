import { outboxMigrations } from '@patchbay/outbox';
import type { MigrationClass } from '@patchbay/postgres';
import { AddTimeZone1764004000000 } from './migrations/add-time-zone-1764004000000.ts';
import { CreateAccess1762041600000 } from './migrations/create-access-1762041600000.ts';

/** In the order in which they run; append only. */
export const migrations: readonly MigrationClass[] = [...outboxMigrations, CreateAccess1762041600000, AddTimeZone1764004000000];
