import type { DataSource } from 'typeorm';
import type { ExecutionIdentity, Turn } from '../../../application/executions/ports.ts';
import { asText, identityColumns, standingColumns } from './execution-row.ts';

/** With their first turn, by one statement, however many. One that is there already stays as it is. */
const insert = `
  WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS given (
      execution_id uuid, organization_id uuid, flow_id uuid, version_number int, label text, interaction_id text, ani text, dnis text,
      connector_ids uuid[], started_at timestamptz, state text, run text, wait text, wait_seconds double precision,
      outcome text, outcome_detail text, ended_at timestamptz, steps text, duration_ms double precision)),
  inserted AS (
    INSERT INTO execution (execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
                           state, run, wait, wait_until, outcome, outcome_detail, ended_at)
    SELECT execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
           state, run::json, wait::json, now() + make_interval(secs => wait_seconds), outcome, outcome_detail::json, ended_at FROM given
    ON CONFLICT DO NOTHING RETURNING execution_id),
  turned AS (
    INSERT INTO execution_turn (execution_id, number, steps, started_at, duration_ms)
    SELECT execution_id, 1, steps::json, started_at, duration_ms FROM given JOIN inserted USING (execution_id)),
  connected AS (
    INSERT INTO execution_connector (connector_id, execution_id)
    SELECT DISTINCT unnest(connector_ids), execution_id FROM given JOIN inserted USING (execution_id))
  SELECT count(*) FROM inserted`;

export async function insertExecutions(
  dataSource: DataSource,
  executions: readonly { execution: ExecutionIdentity; turn: Turn }[],
  maxWaitSeconds: number,
): Promise<void> {
  const rows = executions.map(({ execution, turn }) => ({
    ...identityColumns(execution),
    ...standingColumns(turn, maxWaitSeconds),
    steps: asText(turn.steps),
    duration_ms: turn.answer.durationMs,
  }));
  await dataSource.query(insert, [JSON.stringify(rows)]);
}
