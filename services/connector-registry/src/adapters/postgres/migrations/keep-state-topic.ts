import type { MigrationInterface, QueryRunner } from 'typeorm';
import { serviceRole } from '../roles.ts';
import { shareTable } from './protect-table.ts';

/** A job that comes back: who moves `due_at` ahead runs it. `result` is of the last run that came to its end. */
const periodicJob = `
  CREATE TABLE periodic_job (
    name text PRIMARY KEY,
    due_at timestamptz NOT NULL,
    finished_at timestamptz,
    result jsonb
  )`;

/** `forgotten_at`: when the state topic was told to forget a deleted connector. The row stays. */
const statements = [
  periodicJob,
  ...shareTable('periodic_job', { service: [] }),
  'ALTER TABLE connector ADD COLUMN forgotten_at timestamptz',
  "CREATE INDEX connector_to_forget ON connector (updated_at) WHERE state = 'DELETED' AND forgotten_at IS NULL",
  // For the event feed, which reads as the organization that it is for.
  `GRANT SELECT ON outbox TO ${serviceRole}`,
];

export class KeepStateTopic1764005000000 implements MigrationInterface {
  readonly name = 'KeepStateTopic1764005000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE SELECT ON outbox FROM ${serviceRole}`);
    await runner.query('ALTER TABLE connector DROP COLUMN forgotten_at');
    await runner.query('DROP TABLE periodic_job');
  }
}
