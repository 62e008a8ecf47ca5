import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AddTimeZone1764004000000 implements MigrationInterface {
  readonly name = 'AddTimeZone1764004000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query("ALTER TABLE organization ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE organization DROP COLUMN time_zone');
  }
}
