import type { MigrationInterface, QueryRunner } from 'typeorm';
import { KeepExecutions1765005000000 } from './executions/keep-executions.migration.ts';
import { NoteRunningExecutions1765005001000 } from './executions/note-running-executions.migration.ts';
import { HaltFlows1765007000000 } from './halt-flows.migration.ts';
import { KeepDetachments1763000001000 } from './keep-detachments.migration.ts';
import { KeepDraftsAsColumns1765003000000 } from './keep-drafts-as-columns.migration.ts';
import { KeepOutboundHosts1765006000000 } from './outbound-hosts/keep-outbound-hosts.migration.ts';
import { RememberAnswers1765007001000 } from './remember-answers.migration.ts';

/** The export as text: it comes out as it went in. `json`, not `jsonb`, for the same reason. */
const content = `
    export_text text NOT NULL,
    connectors json NOT NULL,
    on_connector_inactive text NOT NULL CHECK (on_connector_inactive IN ('HALT', 'ERROR_PATH')),
    fallback_destination text`;

const flow = `
  CREATE TABLE flow (
    flow_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    owner text NOT NULL,
    revision bigint NOT NULL,
    ${content},
    draft_references text[] NOT NULL,
    labels jsonb NOT NULL,
    last_version_number int NOT NULL,
    publishing_since timestamptz,
    is_leaving boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`;

const version = `
  CREATE TABLE flow_version (
    flow_id uuid NOT NULL REFERENCES flow ON DELETE CASCADE,
    version_number int NOT NULL,
    state text NOT NULL CHECK (state IN ('PUBLISHING', 'PUBLISHED', 'ABANDONED', 'DETACHED')),
    ${content},
    uses json NOT NULL,
    detached_from uuid,
    depends boolean NOT NULL DEFAULT true,
    comment text NOT NULL,
    published_by text NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (flow_id, version_number)
  )`;

/** `uses` of a version by connector, for the question who depends on one. */
const use = `
  CREATE TABLE flow_use (
    connector_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    version_number int NOT NULL,
    PRIMARY KEY (connector_id, flow_id, version_number),
    FOREIGN KEY (flow_id, version_number) REFERENCES flow_version ON DELETE CASCADE
  )`;

class CreateFlow1763000000000 implements MigrationInterface {
  readonly name = 'CreateFlow1763000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [flow, version, use]) await runner.query(table);
    await runner.query('CREATE INDEX flow_organization ON flow (organization_id, flow_id)');
    await runner.query('CREATE INDEX flow_draft_references ON flow USING gin (draft_references)');
    await runner.query('CREATE INDEX flow_use_version ON flow_use (flow_id, version_number)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE flow_use, flow_version, flow');
  }
}

/** After those of the outbox. */
export const flowMigrations = [
  CreateFlow1763000000000,
  KeepDetachments1763000001000,
  KeepDraftsAsColumns1765003000000,
  KeepExecutions1765005000000,
  KeepOutboundHosts1765006000000,
  HaltFlows1765007000000,
  RememberAnswers1765007001000,
  NoteRunningExecutions1765005001000,
];
