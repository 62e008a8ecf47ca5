import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The names of aggregatetype (the topic), aggregateid (the key), type and payload are those of Debezium's outbox event router.
 * `json`, not `jsonb`: the payload leaves as it came, key order included.
 */
const outbox = `
  CREATE TABLE outbox (
    seq bigint NOT NULL,
    ordinal int NOT NULL,
    id uuid NOT NULL UNIQUE,
    aggregatetype text NOT NULL,
    aggregateid text NOT NULL,
    type text NOT NULL,
    payload json NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    organization_id text NOT NULL,
    version bigint,
    registry_seq bigint,
    registry_epoch bigint,
    traceparent text,
    time timestamptz NOT NULL,
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (seq, ordinal)
  )`;

/** The counter. A sequence would number rows before they commit, and a reader would skip those that commit late. */
const clock = `
  CREATE TABLE outbox_clock (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch bigint NOT NULL DEFAULT 1,
    seq bigint NOT NULL DEFAULT 0
  )`;

/** The last published row. */
const relay = `
  CREATE TABLE outbox_relay (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    seq bigint NOT NULL DEFAULT 0,
    ordinal int NOT NULL DEFAULT 0,
    published_at timestamptz
  )`;

const inbox = `
  CREATE TABLE inbox (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, event_id)
  )`;

class CreateOutbox1761955200000 implements MigrationInterface {
  readonly name = 'CreateOutbox1761955200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [outbox, clock, relay, inbox]) await runner.query(table);
    await runner.query('CREATE INDEX inbox_received_at ON inbox (received_at)');
    await runner.query('INSERT INTO outbox_clock DEFAULT VALUES');
    await runner.query('INSERT INTO outbox_relay DEFAULT VALUES');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE inbox, outbox_relay, outbox_clock, outbox');
  }
}

/** Put them before the service's own migrations. */
export const outboxMigrations = [CreateOutbox1761955200000];

class IndexOutboxHistory1761955300000 implements MigrationInterface {
  readonly name = 'IndexOutboxHistory1761955300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX outbox_history ON outbox (organization_id, aggregatetype, seq, ordinal)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX outbox_history');
  }
}

/** For a service that reads its `OutboxHistory`, after `outboxMigrations`. */
export const outboxHistoryMigrations = [IndexOutboxHistory1761955300000];
