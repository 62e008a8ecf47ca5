import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

/**
 * What the references of a connector come to, kept by triggers, so that a preview does not read them all.
 * In slices by flow, as flows that are published or detached at the same moment would wait for each other at one row.
 */
const totals = `
  CREATE TABLE reference_totals (
    organization_id uuid NOT NULL,
    connector_id uuid NOT NULL,
    slice smallint NOT NULL,
    reference_count bigint NOT NULL,
    impacted_flows bigint NOT NULL,
    without_fallback bigint NOT NULL,
    digest bit(256) NOT NULL,
    PRIMARY KEY (organization_id, connector_id, slice)
  )`;

const columns = 'organization_id, connector_id, flow_id, version_number, flow_name, owner, labels, has_fallback, activities';

/** The digest of a set is the exclusive or of its members': one that comes or goes changes it without a look at the others. */
const digest = `('x' || encode(sha256(convert_to(row(${columns})::text, 'UTF8')), 'hex'))::bit(256)`;

/** A flow counts once, however many of its versions are live: what it was before the statement follows from what it is now. */
const addUp = (added: string, removed: string) => `
  WITH changed AS (
    SELECT organization_id, connector_id, flow_id, 1 AS sign, 'Live' = ANY (labels) AS live, has_fallback, ${digest} AS digest FROM ${added}
    UNION ALL
    SELECT organization_id, connector_id, flow_id, -1, 'Live' = ANY (labels), has_fallback, ${digest} FROM ${removed}
  ), flow AS (
    SELECT organization_id, connector_id, flow_id, sum(sign) AS rows, bit_xor(digest) AS digest,
           coalesce(sum(sign) FILTER (WHERE live), 0) AS live,
           coalesce(sum(sign) FILTER (WHERE live AND NOT has_fallback), 0) AS bare
      FROM changed GROUP BY organization_id, connector_id, flow_id
  ), difference AS (
    SELECT flow.*, (now.live > 0)::int - (now.live - flow.live > 0)::int AS impacted,
           (now.bare > 0)::int - (now.bare - flow.bare > 0)::int AS without_fallback
      FROM flow, LATERAL (
        SELECT count(*) AS live, count(*) FILTER (WHERE NOT has_fallback) AS bare FROM flow_reference AS reference
         WHERE reference.organization_id = flow.organization_id AND reference.connector_id = flow.connector_id
           AND reference.flow_id = flow.flow_id AND 'Live' = ANY (reference.labels)) AS now
  )
  INSERT INTO reference_totals AS total
         (organization_id, connector_id, slice, reference_count, impacted_flows, without_fallback, digest)
  SELECT organization_id, connector_id, (hashtextextended(flow_id::text, 0) & 15)::smallint AS slice,
         sum(rows), sum(impacted), sum(without_fallback), bit_xor(digest)
    FROM difference GROUP BY organization_id, connector_id, slice ORDER BY organization_id, connector_id, slice
  ON CONFLICT (organization_id, connector_id, slice) DO UPDATE
     SET reference_count = total.reference_count + excluded.reference_count,
         impacted_flows = total.impacted_flows + excluded.impacted_flows,
         without_fallback = total.without_fallback + excluded.without_fallback,
         digest = total.digest # excluded.digest`;

const nothing = '(SELECT * FROM flow_reference WHERE false) AS none';

const trigger = (event: 'INSERT' | 'UPDATE' | 'DELETE', tables: string, statement: string) => [
  `CREATE FUNCTION reference_totals_after_${event.toLowerCase()}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$`,
  `CREATE TRIGGER reference_totals_after_${event.toLowerCase()} AFTER ${event} ON flow_reference REFERENCING ${tables}
     FOR EACH STATEMENT EXECUTE FUNCTION reference_totals_after_${event.toLowerCase()}()`,
];

/** The latest word of each executor, and with `batch` what has been heard of it. */
const running = `
  CREATE TABLE calls_running (
    organization_id uuid NOT NULL,
    instance_id text NOT NULL,
    batch bigint NOT NULL,
    at timestamptz NOT NULL,
    calls jsonb NOT NULL,
    PRIMARY KEY (organization_id, instance_id)
  )`;

const counts = (table: string) => `
  CREATE TABLE ${table} (
    organization_id uuid NOT NULL,
    connector_id uuid NOT NULL,
    since timestamptz NOT NULL,
    calls bigint NOT NULL,
    PRIMARY KEY (organization_id, connector_id, since)
  )`;

const tables = ['reference_totals', 'calls_running', 'calls_ended', 'calls_begun'];

const statements = [
  totals,
  running,
  counts('calls_ended'),
  counts('calls_begun'),
  // Of what there is already. The owner of the tables sees rows only while they are not protected from it too.
  'ALTER TABLE flow_reference NO FORCE ROW LEVEL SECURITY',
  addUp('flow_reference', nothing),
  'ALTER TABLE flow_reference FORCE ROW LEVEL SECURITY',
  ...tables.flatMap((table) => protectTable(table)),
  ...trigger('INSERT', 'NEW TABLE AS added', addUp('added', nothing)),
  ...trigger('UPDATE', 'NEW TABLE AS added OLD TABLE AS removed', addUp('added', 'removed')),
  ...trigger('DELETE', 'OLD TABLE AS removed', addUp(nothing, 'removed')),
];

export class ObserveImpact1764004000000 implements MigrationInterface {
  readonly name = 'ObserveImpact1764004000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const event of ['insert', 'update', 'delete']) {
      await runner.query(`DROP TRIGGER reference_totals_after_${event} ON flow_reference`);
      await runner.query(`DROP FUNCTION reference_totals_after_${event}`);
    }
    await runner.query(`DROP TABLE ${tables.join(', ')}`);
  }
}
