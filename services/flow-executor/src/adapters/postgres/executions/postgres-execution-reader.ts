import type { DataSource } from 'typeorm';
import {
  type ActivityCount,
  type ExecutionFilter,
  ExecutionReader,
  type ExecutionView,
  type FlowActivityView,
  type TurnView,
} from '../../../application/executions/ports.ts';
import type { TraceStep } from '../../../domain/execution/trace.ts';
import { type ExecutionRow, viewOf } from './execution-row.ts';
import { slotMs } from './postgres-flow-activity.ts';

interface TurnRow {
  number: number;
  event_id: string | null;
  event_type: string | null;
  started_at: Date;
  duration_ms: number | null;
  steps: TraceStep[];
}

/** A process that says nothing for so long is gone. */
const silent = "interval '15 seconds'";

const activity = `
  SELECT (SELECT coalesce(sum((executions ->> $1::text)::bigint), 0)::bigint FROM flow_running WHERE at > now() - ${silent}) AS running,
         (SELECT count(*) FROM execution WHERE flow_id = $1::uuid AND state = 'WAITING') AS waiting,
         (SELECT coalesce(json_agg(json_build_array(what, executions, recent)), '[]') FROM (
            SELECT what, sum(executions)::bigint AS executions, coalesce(sum(executions) FILTER (WHERE since >= $2), 0)::bigint AS recent
              FROM flow_activity WHERE flow_id = $1::uuid AND since >= $3 GROUP BY what) AS counted) AS counts`;

interface ActivityRow {
  running: number;
  waiting: number;
  counts: [what: string, lastHour: number, lastMinute: number][];
}

export class PostgresExecutionReader extends ExecutionReader {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async find(organizationId: string, executionId: string): Promise<ExecutionView | undefined> {
    const [row]: ExecutionRow[] = await this.dataSource.query('SELECT * FROM execution WHERE execution_id = $1 AND organization_id = $2', [
      executionId,
      organizationId,
    ]);
    return row && viewOf(row);
  }

  async search(
    organizationId: string,
    filter: ExecutionFilter,
    { limit, before }: { limit: number; before: string | undefined },
  ): Promise<ExecutionView[]> {
    const values: unknown[] = [];
    const given = (value: unknown): string => `$${values.push(value)}`;
    const conditions = [`execution.organization_id = ${given(organizationId)}`, ...conditionsOf(filter, given)];
    if (before !== undefined) conditions.push(`execution.execution_id < ${given(before)}`);
    const rows: ExecutionRow[] = await this.dataSource.query(
      `SELECT execution.* FROM execution ${filter.connectorId === undefined ? '' : 'JOIN execution_connector USING (execution_id)'}
        WHERE ${conditions.join(' AND ')} ORDER BY execution.execution_id DESC LIMIT ${given(limit)}`,
      values,
    );
    return rows.map(viewOf);
  }

  async turns(executionId: string, { limit, after }: { limit: number; after: number }): Promise<TurnView[]> {
    const rows: TurnRow[] = await this.dataSource.query(
      `SELECT number, event_id, event_type, started_at, duration_ms, steps FROM execution_turn
        WHERE execution_id = $1 AND number > $2 ORDER BY number LIMIT $3`,
      [executionId, after, limit],
    );
    return rows.map((row) => ({
      number: row.number,
      eventId: row.event_id,
      eventType: row.event_type,
      startedAt: row.started_at,
      durationMs: row.duration_ms,
      steps: row.steps.map((step) => ({ ...step, at: new Date(step.at) })),
    }));
  }

  async activity(flowId: string, at: Date): Promise<FlowActivityView> {
    const before = (ms: number) => new Date(Math.floor((at.getTime() - ms) / slotMs) * slotMs);
    const [row]: ActivityRow[] = await this.dataSource.query(activity, [flowId, before(60_000), before(3_600_000)]);
    const { running = 0, waiting = 0, counts = [] } = row ?? {};
    return {
      running,
      waiting,
      lastMinute: countOf(counts.map(([what, , recent]) => [what, recent])),
      lastHour: countOf(counts.map(([what, executions]) => [what, executions])),
    };
  }
}

function conditionsOf(filter: ExecutionFilter, given: (value: unknown) => string): string[] {
  const equal = {
    flow_id: filter.flowId,
    interaction_id: filter.interactionId,
    ani: filter.ani,
    state: filter.state,
    outcome: filter.outcome,
  };
  const conditions = Object.entries(equal).flatMap(([column, value]) =>
    value === undefined ? [] : `execution.${column} = ${given(value)}`,
  );
  if (filter.connectorId !== undefined) conditions.push(`execution_connector.connector_id = ${given(filter.connectorId)}`);
  if (filter.from) conditions.push(`execution.execution_id >= ${given(firstIdAt(filter.from))}`);
  if (filter.to) conditions.push(`execution.execution_id < ${given(firstIdAt(filter.to))}`);
  return conditions;
}

/** Ids begin with the millisecond of their making (UUID version 7): a time is a place in their order. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function countOf(counts: readonly [what: string, executions: number][]): ActivityCount {
  const { STARTED = 0, ...ended } = Object.fromEntries(counts.filter(([, executions]) => executions > 0));
  return { started: STARTED, ended };
}
