import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of an answer that is given again. Null in those that were given before. */
export class RememberStatus1765001001000 implements MigrationInterface {
  readonly name = 'RememberStatus1765001001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotent_request ADD COLUMN status smallint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotent_request DROP COLUMN status');
  }
}
