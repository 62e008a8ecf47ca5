import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

/** `json`, not `jsonb`: an answer that is given again is spelled as the first was. */
const idempotentRequest = `
  CREATE TABLE idempotent_request (
    organization_id uuid NOT NULL,
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    body json NOT NULL,
    headers json NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, caller, key)
  )`;

const index = 'CREATE INDEX idempotent_request_answered ON idempotent_request (answered_at)';

export class RememberAnswers1764001500000 implements MigrationInterface {
  readonly name = 'RememberAnswers1764001500000';

  async up(runner: QueryRunner): Promise<void> {
    const protection = protectTable('idempotent_request', { service: ['SELECT', 'INSERT', 'UPDATE'], system: ['SELECT', 'DELETE'] });
    for (const statement of [idempotentRequest, index, ...protection]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_request');
  }
}
