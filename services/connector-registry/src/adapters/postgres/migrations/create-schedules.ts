import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

/** `due_at` is when the next step is planned, and null when none is left; `attempt_at` is also the claim: who takes the step moves it ahead. */
const statements = [
  `CREATE TABLE connector_schedule (
    schedule_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    connector_id uuid NOT NULL,
    plan jsonb NOT NULL,
    steps jsonb NOT NULL,
    version bigint NOT NULL,
    planned_by jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    deactivated_version bigint,
    due_at timestamptz,
    attempt_at timestamptz,
    revision bigint NOT NULL,
    FOREIGN KEY (organization_id, connector_id) REFERENCES connector (organization_id, connector_id)
  )`,
  'CREATE INDEX connector_schedule_connector ON connector_schedule (organization_id, connector_id, schedule_id DESC)',
  'CREATE INDEX connector_schedule_due ON connector_schedule (attempt_at) WHERE attempt_at IS NOT NULL',
  ...protectTable('connector_schedule', { service: ['SELECT', 'INSERT', 'UPDATE'] }),
];

export class CreateSchedules1764008000000 implements MigrationInterface {
  readonly name = 'CreateSchedules1764008000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE connector_schedule');
  }
}
