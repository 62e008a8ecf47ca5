import type { MigrationInterface, QueryRunner } from 'typeorm';

const outboundHosts = `
  CREATE TABLE outbound_hosts (
    organization_id uuid PRIMARY KEY,
    revision bigint NOT NULL,
    hosts text[] NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL
  )`;

export class KeepOutboundHosts1765006000000 implements MigrationInterface {
  readonly name = 'KeepOutboundHosts1765006000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(outboundHosts);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbound_hosts');
  }
}
