import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks the provider for the token of a connector at this moment: one of all replicas. */
const turn = `
  CREATE TABLE token_turn (
    connector_id uuid PRIMARY KEY,
    connector_version bigint NOT NULL,
    taken_by uuid NOT NULL,
    taken_until timestamptz NOT NULL
  )`;

export class TakeTurns1765006000000 implements MigrationInterface {
  readonly name = 'TakeTurns1765006000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(turn);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE token_turn');
  }
}
