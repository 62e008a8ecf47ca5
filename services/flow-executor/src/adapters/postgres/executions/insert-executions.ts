import type { DataSource } from 'typeorm';
import type { ExecutionIdentity, Turn } from '../../../application/executions/ports.ts';
import { asText, identityColumns, standingColumns, stepsText } from './execution-row.ts';

/** With their first turn, by one statement, however many. One that is there already stays as it is. */
const insert = `
  WITH given AS MATERIALIZED (
    SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (
      execution_id uuid, organization_id uuid, flow_id uuid, version_number int, label text, interaction_id text, ani text, dnis text,
      connector_ids uuid[], started_at timestamptz, state text, run text, wait text, wait_seconds double precision,
      outcome text, outcome_detail text, ended_at timestamptz, duration_ms double precision), json_array_elements($2::json)) AS given (
      execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at, state, run, wait,
      wait_seconds, outcome, outcome_detail, ended_at, duration_ms, steps)),
  inserted AS (
    INSERT INTO execution (execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
                           state, run, wait, wait_until, outcome, outcome_detail, ended_at)
    SELECT execution_id, organization_id, flow_id, version_number, label, interaction_id, ani, dnis, connector_ids, started_at,
           state, run::json, wait::json, now() + make_interval(secs => wait_seconds), outcome, outcome_detail::json, ended_at FROM given
    ON CONFLICT DO NOTHING RETURNING execution_id),
  turned AS (
    INSERT INTO execution_turn (execution_id, number, steps, started_at, duration_ms)
    SELECT execution_id, 1, steps, started_at, duration_ms FROM given JOIN inserted USING (execution_id)),
  connected AS (
    INSERT INTO execution_connector (connector_id, execution_id)
    SELECT DISTINCT unnest(connector_ids), execution_id FROM given JOIN inserted USING (execution_id))
  SELECT count(*) FROM inserted`;

/** An execution with its first turn, as text: JSON. The steps stay apart, so that they are written and read once, and may hold every character. */
export interface ExecutionText {
  columns: string;
  steps: string;
}

export function executionText(execution: ExecutionIdentity, turn: Turn, maxWaitSeconds: number): ExecutionText {
  const columns = { ...identityColumns(execution), ...standingColumns(turn, maxWaitSeconds), duration_ms: turn.answer.durationMs };
  return { columns: asText(columns), steps: stepsText(turn.steps) };
}

export async function insertExecutions(dataSource: DataSource, texts: readonly ExecutionText[]): Promise<void> {
  await dataSource.query(insert, [listOf(texts, 'columns'), listOf(texts, 'steps')]);
}

const listOf = (texts: readonly ExecutionText[], part: keyof ExecutionText): string => `[${texts.map((text) => text[part]).join(',')}]`;
