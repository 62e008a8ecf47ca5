import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Last state of each connector of which an event told, by which it is decided who is halted. */
const connectorStatus = `
  CREATE TABLE connector_status (
    connector_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    state text NOT NULL,
    version bigint NOT NULL
  )`;

const columns = `
  ALTER TABLE flow
    ADD locked_by text,
    ADD locked_since timestamptz,
    ADD halted_by uuid,
    ADD halted_since timestamptz`;

export class HaltFlows1765007000000 implements MigrationInterface {
  readonly name = 'HaltFlows1765007000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(connectorStatus);
    await runner.query(columns);
    await runner.query('CREATE INDEX flow_name ON flow (organization_id, lower(btrim(name)))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX flow_name');
    await runner.query('ALTER TABLE flow DROP locked_by, DROP locked_since, DROP halted_by, DROP halted_since');
    await runner.query('DROP TABLE connector_status');
  }
}
