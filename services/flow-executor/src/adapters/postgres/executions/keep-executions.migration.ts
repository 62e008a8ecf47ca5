import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `json`, not `jsonb`: it is never searched, and a text in it may hold what `jsonb` cannot. */
const execution = `
  CREATE TABLE execution (
    execution_id uuid PRIMARY KEY,
    organization_id uuid NOT NULL,
    flow_id uuid NOT NULL,
    version_number int NOT NULL,
    label text NOT NULL,
    interaction_id text NOT NULL,
    ani text NOT NULL,
    dnis text NOT NULL,
    connector_ids uuid[] NOT NULL,
    state text NOT NULL CHECK (state IN ('RUNNING', 'WAITING', 'ENDED')),
    run json,
    wait json,
    wait_until timestamptz,
    outcome text,
    outcome_detail json,
    turns int NOT NULL DEFAULT 1,
    claim uuid,
    claimed_until timestamptz,
    may_have_written boolean NOT NULL DEFAULT false,
    start_key text,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((state = 'RUNNING') = (claim IS NOT NULL)),
    CHECK (state <> 'WAITING' OR (run IS NOT NULL AND wait IS NOT NULL AND wait_until IS NOT NULL)),
    CHECK ((state = 'ENDED') = (outcome IS NOT NULL AND ended_at IS NOT NULL))
  )`;

const turn = `
  CREATE TABLE execution_turn (
    execution_id uuid NOT NULL,
    number int NOT NULL,
    event_id text,
    event_type text,
    fingerprint text,
    answer json,
    steps json NOT NULL DEFAULT '[]',
    started_at timestamptz NOT NULL,
    duration_ms double precision,
    PRIMARY KEY (execution_id, number)
  )`;

/** A table, not an index over the array: pages of one connector come in the order of their ids. */
const connector = `
  CREATE TABLE execution_connector (
    connector_id uuid NOT NULL,
    execution_id uuid NOT NULL,
    PRIMARY KEY (connector_id, execution_id)
  )`;

/** How many executions of a flow began (`STARTED`) and how many ended, by slot of ten seconds. */
const activity = `
  CREATE TABLE flow_activity (
    flow_id uuid NOT NULL,
    since timestamptz NOT NULL,
    what text NOT NULL,
    executions bigint NOT NULL,
    PRIMARY KEY (flow_id, since, what)
  )`;

/** What each process runs at the moment, by flow. */
const running = `
  CREATE TABLE flow_running (
    process_id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    executions jsonb NOT NULL
  )`;

/** One row: whoever counts the waiting executions for all, and which organizations were last told of some. */
const report = `
  CREATE TABLE waiting_report (
    batch bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    told uuid[] NOT NULL
  )`;

const indexes = [
  'CREATE INDEX execution_of_organization ON execution (organization_id, execution_id)',
  'CREATE INDEX execution_of_flow ON execution (flow_id, execution_id)',
  'CREATE INDEX execution_of_interaction ON execution (organization_id, interaction_id, execution_id)',
  'CREATE INDEX execution_of_caller ON execution (organization_id, ani, execution_id)',
  // The others are common: a page of them is found on the way through those of the organization.
  `CREATE INDEX execution_in_trouble ON execution (organization_id, outcome, execution_id) WHERE outcome IN ('HALTED', 'FAILED', 'UNKNOWN')`,
  `CREATE INDEX execution_in_progress ON execution (organization_id, flow_id, version_number) WHERE state <> 'ENDED'`,
  `CREATE INDEX execution_overdue ON execution (wait_until) WHERE state = 'WAITING'`,
  `CREATE INDEX execution_lost ON execution (claimed_until) WHERE state = 'RUNNING'`,
  'CREATE UNIQUE INDEX execution_start_key ON execution (organization_id, start_key) WHERE start_key IS NOT NULL',
  'CREATE UNIQUE INDEX execution_turn_event ON execution_turn (execution_id, event_id) WHERE event_id IS NOT NULL',
  'CREATE INDEX execution_turn_answer ON execution_turn (started_at) WHERE fingerprint IS NOT NULL',
];

export class KeepExecutions1765005000000 implements MigrationInterface {
  readonly name = 'KeepExecutions1765005000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [execution, turn, connector, activity, running, report]) await runner.query(table);
    for (const index of indexes) await runner.query(index);
    await runner.query(`INSERT INTO waiting_report (batch, at, told) VALUES (0, 'epoch', '{}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE waiting_report, flow_running, flow_activity, execution_connector, execution_turn, execution');
  }
}
