import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `json`, not `jsonb`: an answer that is given again is spelled as the first was. Without an answer the request is being carried out. */
const idempotentRequest = `
  CREATE TABLE idempotent_request (
    organization_id uuid NOT NULL,
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    claim uuid NOT NULL,
    claimed_at timestamptz NOT NULL,
    status int,
    body json,
    headers json,
    PRIMARY KEY (organization_id, caller, key)
  )`;

export class RememberAnswers1765007001000 implements MigrationInterface {
  readonly name = 'RememberAnswers1765007001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(idempotentRequest);
    await runner.query('CREATE INDEX idempotent_request_claimed ON idempotent_request (claimed_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotent_request');
  }
}
