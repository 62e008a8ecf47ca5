import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was entered before concerns no schedule: its hashes stay what they are. */
export class KeepSchedulesInHistory1765002000000 implements MigrationInterface {
  readonly name = 'KeepSchedulesInHistory1765002000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE history ADD COLUMN schedule_id uuid');
    await runner.query('CREATE INDEX history_schedule ON history (organization_id, schedule_id, seq) WHERE schedule_id IS NOT NULL');
  }

  async down(): Promise<void> {
    throw new Error('entries would no longer be what their hashes were taken over: restore the backup instead');
  }
}
