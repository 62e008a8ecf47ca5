import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

/** A deletion becomes one of several kinds of operation. There may be several of a connector: one that was cancelled is kept. */
const operation = [
  'ALTER TABLE deletion RENAME TO operation',
  'ALTER TABLE operation DROP CONSTRAINT deletion_connector_id_key, DROP CONSTRAINT deletion_state_check',
  `ALTER TABLE operation
     ADD COLUMN kind text NOT NULL DEFAULT 'deletion' CHECK (kind IN ('halt', 'deletion')),
     ADD COLUMN connector_version bigint NOT NULL DEFAULT 1,
     ADD COLUMN cancelled_by text,
     ADD COLUMN dependent_flows bigint NOT NULL DEFAULT 0,
     ADD COLUMN halt_mode text CHECK (halt_mode IN ('abort', 'drain')),
     ADD COLUMN reason text,
     ADD CHECK (state IN ('RUNNING', 'SUCCEEDED', 'CANCELLING', 'CANCELLED'))`,
  'ALTER TABLE operation ALTER COLUMN kind DROP DEFAULT, ALTER COLUMN connector_version DROP DEFAULT, ALTER COLUMN dependent_flows DROP DEFAULT',
  'DROP INDEX deletion_due',
  'CREATE INDEX operation_due ON operation (due_at) WHERE current_step IS NOT NULL',
  "CREATE UNIQUE INDEX operation_deletion ON operation (connector_id) WHERE kind = 'deletion' AND state IN ('RUNNING', 'SUCCEEDED')",
  'CREATE INDEX operation_connector ON operation (connector_id, operation_id)',
  'CREATE INDEX operation_organization ON operation (organization_id, operation_id)',
];

/** What each flow had when a deletion began, until it is certain that it does not get it back. */
const dependents = [
  `CREATE TABLE operation_flow (
     operation_id uuid NOT NULL,
     organization_id uuid NOT NULL,
     connector_id uuid NOT NULL,
     flow_id uuid NOT NULL,
     kept jsonb NOT NULL,
     PRIMARY KEY (operation_id, flow_id)
   )`,
  'CREATE INDEX operation_flow_flow ON operation_flow (organization_id, flow_id)',
  ...protectTable('operation_flow', { service: ['SELECT', 'INSERT', 'DELETE'] }),
];

export class GeneralizeOperations1764007000000 implements MigrationInterface {
  readonly name = 'GeneralizeOperations1764007000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...operation, ...dependents]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('operations that are no deletions would be lost: restore the backup instead');
  }
}
