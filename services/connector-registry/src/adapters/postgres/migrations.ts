import { CreateRegistry1764000000000 } from './migrations/create-registry.ts';
import { SeparateTenants1764003000000 } from './migrations/separate-tenants.ts';

/** After those of the outbox, in the order of their numbers. */
export const registryMigrations = [CreateRegistry1764000000000, SeparateTenants1764003000000];
