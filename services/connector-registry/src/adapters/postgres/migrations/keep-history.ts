import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

const history = `
  CREATE TABLE history (
    organization_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    at timestamptz NOT NULL,
    action text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'service')),
    actor_id text NOT NULL,
    actor_roles text[] NOT NULL,
    remote_address text,
    request_id text,
    connector_id uuid,
    flow_id uuid,
    operation_id uuid,
    reason text,
    code text,
    before jsonb,
    after jsonb,
    hash text NOT NULL,
    PRIMARY KEY (organization_id, seq)
  )`;

/** The last entry of each organization: whoever appends holds its row, and an end that is cut off shows against it. */
const head = `
  CREATE TABLE history_head (
    organization_id uuid PRIMARY KEY,
    seq bigint NOT NULL,
    hash text NOT NULL
  )`;

const statements = [
  history,
  head,
  'CREATE INDEX history_connector ON history (organization_id, connector_id, seq) WHERE connector_id IS NOT NULL',
  'CREATE INDEX history_operation ON history (organization_id, operation_id, seq) WHERE operation_id IS NOT NULL',
  'CREATE INDEX history_actor ON history (organization_id, actor_id, seq)',
  'CREATE INDEX history_at ON history (organization_id, at)',
  ...protectTable('history', { service: ['SELECT', 'INSERT'], system: ['SELECT'] }),
  ...protectTable('history_head', { service: ['SELECT', 'INSERT', 'UPDATE'], system: ['SELECT'] }),
];

/** Nobody whom the service can become may change or delete what is in the history. */
export class KeepHistory1764003500000 implements MigrationInterface {
  readonly name = 'KeepHistory1764003500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE history, history_head');
  }
}
