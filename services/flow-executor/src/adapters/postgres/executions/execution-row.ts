import type { ExecutionIdentity, ExecutionView, Turn, TurnAnswer } from '../../../application/executions/ports.ts';
import type { Outcome } from '../../../domain/execution/outcome.ts';
import type { RunState } from '../../../domain/execution/run-state.ts';
import type { TraceStep } from '../../../domain/execution/trace.ts';
import type { Wait } from '../../../domain/execution/wait.ts';
import type { FlowLabel } from '../../../domain/lifecycle/stored-flow.ts';

export interface ExecutionRow {
  execution_id: string;
  organization_id: string;
  flow_id: string;
  version_number: number;
  label: FlowLabel;
  interaction_id: string;
  ani: string;
  dnis: string;
  connector_ids: string[];
  state: 'RUNNING' | 'WAITING' | 'ENDED';
  run: RunState | null;
  wait: Wait | null;
  outcome_detail: Outcome | null;
  turns: number;
  may_have_written: boolean;
  started_at: Date;
  ended_at: Date | null;
}

export const identityOf = (row: ExecutionRow): ExecutionIdentity => ({
  executionId: row.execution_id,
  organizationId: row.organization_id,
  flowId: row.flow_id,
  versionNumber: row.version_number,
  label: row.label,
  interactionId: row.interaction_id,
  ani: row.ani,
  dnis: row.dnis,
  connectorIds: row.connector_ids,
  startedAt: row.started_at,
});

export const viewOf = (row: ExecutionRow): ExecutionView => ({
  ...identityOf(row),
  state: row.state,
  outcome: row.outcome_detail,
  wait: row.wait,
  endedAt: row.ended_at,
});

/** As it was written: as JSON. */
export const answerOf = (answer: TurnAnswer): TurnAnswer => ({ ...answer, startedAt: new Date(answer.startedAt) });

/** Columns of a new row, for `json_to_recordset`. */
export const identityColumns = (execution: ExecutionIdentity) => ({
  execution_id: execution.executionId,
  organization_id: execution.organizationId,
  flow_id: execution.flowId,
  version_number: execution.versionNumber,
  label: execution.label,
  interaction_id: execution.interactionId,
  ani: execution.ani,
  dnis: execution.dnis,
  connector_ids: execution.connectorIds,
  started_at: execution.startedAt,
});

/** A document as a text within the document that carries the columns: Postgres resolves every escape of that one, and has no text with U+0000. */
export const asText = (value: unknown): string => JSON.stringify(value);

/** Times in milliseconds since 1970: a step has little more than its time, and a date takes JSON longer than all the rest of it. */
export const stepsText = (steps: readonly TraceStep[]): string => asText(steps.map((step) => ({ ...step, at: step.at.getTime() })));

/** How it stands when the turn is over. */
export function standingColumns({ standing, endedAt }: Turn, maxWaitSeconds: number) {
  if (standing.state === 'ENDED') {
    const { outcome } = standing;
    return { state: 'ENDED', outcome: outcome.type, outcome_detail: asText(outcome), ended_at: endedAt };
  }
  const { wait, run } = standing;
  return { state: 'WAITING', wait: asText(wait), run: asText(run), wait_seconds: Math.max(maxWaitSeconds, wait.timeoutSeconds ?? 0) };
}
