import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `json`, not `jsonb`: a draft goes back as it was. */
const detachment = `
  CREATE TABLE flow_detachment (
    operation_id uuid NOT NULL,
    flow_id uuid NOT NULL REFERENCES flow ON DELETE CASCADE,
    connector_id uuid NOT NULL,
    draft json,
    last_version_number int NOT NULL,
    versions json NOT NULL,
    given_back boolean NOT NULL DEFAULT false,
    PRIMARY KEY (operation_id, flow_id)
  )`;

export class KeepDetachments1763000001000 implements MigrationInterface {
  readonly name = 'KeepDetachments1763000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(detachment);
    await runner.query('CREATE INDEX flow_detachment_flow ON flow_detachment (flow_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE flow_detachment');
  }
}
