import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Executions that only a process knows, and that take their time: what is left of them when it dies. Those that are lost are few, so it needs no index. */
const running = `
  CREATE TABLE running_execution (
    execution_id uuid PRIMARY KEY,
    process_id uuid NOT NULL,
    identity json NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
  )`;

export class NoteRunningExecutions1765005001000 implements MigrationInterface {
  readonly name = 'NoteRunningExecutions1765005001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(running);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE running_execution');
  }
}
