import type { MigrationInterface, QueryRunner } from 'typeorm';
import { shareTable } from './protect-table.ts';

/** What each replica that mirrors the connectors last told of itself: digests, which say nothing of any organization. */
export class KeepMirrorReports1765002001000 implements MigrationInterface {
  readonly name = 'KeepMirrorReports1765002001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE mirror_report (instance_id text PRIMARY KEY, reported_at timestamptz NOT NULL, digests text[] NOT NULL)',
    );
    for (const statement of shareTable('mirror_report', { service: [] })) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mirror_report');
  }
}
