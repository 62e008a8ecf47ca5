import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable, unprotected } from './protect-table.ts';

/** Updated once a second by each holder: room for the next version of a row on its page, and no index on what changes. */
const lease = `
  CREATE TABLE holder_lease (
    instance_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('flow-executor', 'token-broker', 'external')),
    organization_id uuid,
    held_by text NOT NULL,
    epoch bigint NOT NULL,
    applied_seq bigint NOT NULL,
    applied_by text NOT NULL CHECK (applied_by IN ('acknowledgement', 'renewal')),
    nonce bigint NOT NULL,
    lease_ms int NOT NULL,
    expires_at timestamptz NOT NULL,
    has_left boolean NOT NULL,
    renewed_at timestamptz NOT NULL,
    clock_rate double precision
  ) WITH (fillfactor = 50)`;

/** What one holder said that it has stopped. */
const stop = `
  CREATE TABLE halt_stop (
    operation_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    gate_closed_at timestamptz NOT NULL,
    aborted bigint NOT NULL,
    draining bigint NOT NULL,
    PRIMARY KEY (operation_id, instance_id)
  )`;

/** `change_seq`: the step of the history that a halt is acknowledged by. Of a deletion that has just begun it is not known any more: everything up to now. */
const operation = [
  `ALTER TABLE operation
     ADD COLUMN change_seq bigint,
     ADD COLUMN stale_grace_ms int NOT NULL DEFAULT 0,
     ADD COLUMN receipt jsonb,
     ADD COLUMN begun_at timestamptz NOT NULL DEFAULT clock_timestamp()`,
  "UPDATE operation SET change_seq = outbox_clock.seq FROM outbox_clock WHERE current_step = 'halt'",
  "CREATE INDEX operation_halting ON operation (operation_id) WHERE current_step = 'halt'",
];

const connector = `
  ALTER TABLE connector
    ADD COLUMN stale_grace_ms int NOT NULL DEFAULT 0 CHECK (stale_grace_ms BETWEEN 0 AND 300000),
    ADD COLUMN grace_in_force_ms int NOT NULL DEFAULT 0`;

/** Postgres begins a new timeline with each failover and each restore to a point in time; another cluster is another system. */
const presentTimeline = `
  CREATE FUNCTION present_timeline() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT (pg_control_system()).system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
  $$`;

/**
 * As `epochAfter` of the halt protocol does it: with the first step on another timeline an epoch begins, before anybody can see the step.
 * Whatever writes the counter goes through here, so nothing can be numbered in an epoch that may have lost history.
 */
const beginEpoch = [
  `CREATE FUNCTION begin_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     present text := present_timeline();
   BEGIN
     IF NEW.timeline IS DISTINCT FROM present THEN
       NEW.epoch := greatest(NEW.epoch, OLD.epoch + 1, ('x' || split_part(present, '/', 2))::bit(32)::int);
       NEW.timeline := present;
     END IF;
     RETURN NEW;
   END
   $$`,
  'CREATE TRIGGER begin_epoch BEFORE UPDATE ON outbox_clock FOR EACH ROW EXECUTE FUNCTION begin_epoch()',
];

const statements = [
  lease,
  ...protectTable('holder_lease', { service: ['SELECT'] }),
  stop,
  ...protectTable('halt_stop', { service: ['SELECT'] }),
  ...unprotected(['operation'], operation),
  connector,
  presentTimeline,
  'ALTER TABLE outbox_clock ADD COLUMN timeline text, ADD COLUMN settled_epoch bigint NOT NULL DEFAULT 0',
  // Nobody has held a lease before, so none can have been lost.
  'UPDATE outbox_clock SET timeline = present_timeline(), settled_epoch = epoch',
  ...beginEpoch,
];

export class HoldLeases1765008000000 implements MigrationInterface {
  readonly name = 'HoldLeases1765008000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER begin_epoch ON outbox_clock');
    await runner.query('DROP FUNCTION begin_epoch, present_timeline');
    await runner.query('ALTER TABLE outbox_clock DROP COLUMN timeline, DROP COLUMN settled_epoch');
    await runner.query('ALTER TABLE connector DROP COLUMN stale_grace_ms, DROP COLUMN grace_in_force_ms');
    await runner.query(
      'ALTER TABLE operation DROP COLUMN change_seq, DROP COLUMN stale_grace_ms, DROP COLUMN receipt, DROP COLUMN begun_at',
    );
    await runner.query('DROP TABLE halt_stop, holder_lease');
  }
}
