import type { Client } from 'pg';

export const organizationId = '0192f0c1-0000-7000-8000-000000000001';
export const connectors = 1_000;
export const flows = 100_000;
/** Two versions of five connectors each, of which every flow uses the first. */
export const references = flows * 10;

const uuidOf = (kind: string, number: string) => `('0192f0c1-${kind}-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

export const connectorIdOf = (number: number): string => `0192f0c1-00c1-7000-8000-${number.toString(16).padStart(12, '0')}`;

const connectorRows = `
  INSERT INTO connector (connector_id, organization_id, kind, name, name_key, description, access_level, state, version,
                         consent_user_id, consent_access_level, consent_text_version, consent_at, created_at, updated_at)
  SELECT ${uuidOf('00c1', 'n')}, $1, 'webex-contact-center', 'Connector ' || n, 'connector ' || n, '', 'READ_ONLY', 'ACTIVE', 1,
         'ada', 'READ_ONLY', '2026-01', now(), now(), now()
    FROM generate_series(0, ${connectors - 1}) AS n`;

/** Flows from $2 to $3. The four connectors beside the first are spread, and never the same twice in a version. */
const referenceRows = `
  INSERT INTO flow_reference (organization_id, flow_id, version_number, connector_id, flow_name, owner, labels, has_fallback, activities)
  SELECT $1, ${uuidOf('00f1', 'flow')}, version,
         ${uuidOf('00c1', `CASE use WHEN 0 THEN 0 ELSE 1 + (flow * 7919 + use * 251 + version) % ${connectors - 1} END`)},
         'Flow ' || flow, 'developer ' || flow % 100, CASE version WHEN 2 THEN '{Live,Latest}'::text[] ELSE '{Test}' END, flow % 3 > 0,
         jsonb_build_array(jsonb_build_object('activityId', 'a-' || use, 'activityLabel', 'HTTP request', 'method', 'GET'))
    FROM generate_series($2::int, $3::int) AS flow, generate_series(1, 2) AS version, generate_series(0, 4) AS use`;

const begunRows = `
  INSERT INTO calls_begun (organization_id, connector_id, since, calls)
  SELECT $1, ${uuidOf('00c1', 'n')}, date_bin('15 minutes', now(), 'epoch') - quarter * interval '15 minutes', 1 + (n + quarter) % 50
    FROM generate_series(0, ${connectors - 1}) AS n, generate_series(0, 700) AS quarter`;

const endedRows = `
  INSERT INTO calls_ended (organization_id, connector_id, since, calls)
  SELECT $1, ${uuidOf('00c1', 'n')}, date_bin('10 seconds', now(), 'epoch') + slot * interval '10 seconds', 1 + n % 7
    FROM generate_series(0, ${connectors - 1}) AS n, generate_series(-30, 60) AS slot`;

/** Three executors with calls through every connector, whose word holds until the end of the benchmark. */
const runningRows = `
  INSERT INTO calls_running (organization_id, instance_id, batch, at, calls)
  SELECT $1, 'executor-' || instance, 1, now() + interval '1 hour', (
         SELECT jsonb_object_agg(${uuidOf('00c1', 'n')}, 1 + (n + instance) % 20) FROM generate_series(0, ${connectors - 1}) AS n)
    FROM generate_series(1, 3) AS instance`;

const chunk = 5_000;

export async function fillRegistry(client: Client): Promise<void> {
  await client.query(connectorRows, [organizationId]);
  for (let first = 1; first <= flows; first += chunk) await client.query(referenceRows, [organizationId, first, first + chunk - 1]);
  for (const rows of [begunRows, endedRows, runningRows]) await client.query(rows, [organizationId]);
  await client.query('VACUUM ANALYZE');
}
