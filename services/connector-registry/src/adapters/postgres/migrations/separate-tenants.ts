import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable, shareTable } from './protect-table.ts';

const statements = [
  ...protectTable('connector', { service: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...protectTable('flow_reference'),
  ...protectTable('deletion', { service: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...protectTable('outbox', { type: 'text', service: ['INSERT'] }),
  ...shareTable('outbox_clock', { service: ['SELECT', 'UPDATE'] }),
  ...shareTable('outbox_relay', { service: [] }),
  ...shareTable('inbox', { service: ['SELECT', 'INSERT'] }),
];

/** The roles are the cluster's, and are made with the database. */
export class SeparateTenants1764003000000 implements MigrationInterface {
  readonly name = 'SeparateTenants1764003000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['connector', 'flow_reference', 'deletion', 'outbox']) {
      await runner.query(`DROP POLICY one_organization ON ${table}`);
      await runner.query(`DROP POLICY every_organization ON ${table}`);
      await runner.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
    }
  }
}
