import { createDataSource } from '@patchbay/postgres';
import type { DataSource } from 'typeorm';
import { migrations } from './migrations.ts';
import { organizationRow, roleAssignmentRow } from './rows.ts';

/** Migrated, whichever replica comes first. */
export function openDatabase({ url, poolSize }: { url: string; poolSize: number }): Promise<DataSource> {
  return createDataSource({ url, poolSize, applicationName: 'authz', entities: [organizationRow, roleAssignmentRow], migrations });
}
