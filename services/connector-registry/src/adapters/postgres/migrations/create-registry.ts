import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `name_key` is the name as it counts for uniqueness; the service makes it, so that the database's collation does not matter. */
const connector = `
  CREATE TABLE connector (
    connector_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    description text NOT NULL,
    access_level text NOT NULL CHECK (access_level IN ('READ_ONLY', 'READ_WRITE')),
    state text NOT NULL CHECK (state IN ('ACTIVE', 'INACTIVE', 'DELETING', 'DELETED')),
    version bigint NOT NULL CHECK (version > 0),
    halt_mode text CHECK (halt_mode IN ('abort', 'drain')),
    consent_user_id text NOT NULL,
    consent_access_level text NOT NULL,
    consent_text_version text NOT NULL,
    consent_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (organization_id, connector_id)
  )`;

const reference = `
  CREATE TABLE flow_reference (
    organization_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    version_number bigint NOT NULL,
    connector_id uuid NOT NULL,
    flow_name text NOT NULL,
    owner text NOT NULL,
    labels text[] NOT NULL,
    has_fallback boolean NOT NULL,
    activities jsonb NOT NULL,
    PRIMARY KEY (organization_id, flow_id, version_number, connector_id),
    FOREIGN KEY (organization_id, connector_id) REFERENCES connector (organization_id, connector_id)
  )`;

/** `due_at` is also the claim: who takes a step moves it ahead, and `revision` fences one whose claim has lapsed. */
const deletion = `
  CREATE TABLE deletion (
    operation_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    connector_id uuid NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('RUNNING', 'SUCCEEDED')),
    steps jsonb NOT NULL,
    current_step text,
    requested_by text NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    due_at timestamptz NOT NULL,
    attempt int NOT NULL,
    revision bigint NOT NULL,
    FOREIGN KEY (organization_id, connector_id) REFERENCES connector (organization_id, connector_id)
  )`;

const indexes = [
  "CREATE UNIQUE INDEX connector_name ON connector (organization_id, name_key) WHERE state <> 'DELETED'",
  "CREATE INDEX connector_live ON connector (connector_id) WHERE state <> 'DELETED'",
  'CREATE INDEX flow_reference_connector ON flow_reference (connector_id, flow_id, version_number)',
  "CREATE INDEX deletion_due ON deletion (due_at) WHERE state = 'RUNNING'",
];

export class CreateRegistry1764000000000 implements MigrationInterface {
  readonly name = 'CreateRegistry1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [connector, reference, deletion, ...indexes]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deletion, flow_reference, connector');
  }
}
