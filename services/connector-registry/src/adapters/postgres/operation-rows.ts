import type { HaltMode } from '../../domain/connector.ts';
import type { Deletion } from '../../domain/deletion.ts';
import type { Halt } from '../../domain/halt.ts';
import type { Operation, OperationStep } from '../../domain/operation.ts';

/** JSON has no dates. */
export type StepJson = Omit<OperationStep, 'startedAt' | 'finishedAt'> & { startedAt: string | null; finishedAt: string | null };

export type OperationRow = Omit<Operation, 'steps'> & { steps: StepJson[]; haltMode: HaltMode | null; reason: string | null };

/** Columns of `operation` under the names that they have in an Operation. */
export const operationColumns = `operation_id AS "operationId", kind, organization_id AS "organizationId", connector_id AS "connectorId",
  connector_version AS "connectorVersion", state, steps, requested_by AS "requestedBy", cancelled_by AS "cancelledBy",
  dependent_flows AS "dependentFlows", halt_mode AS "haltMode", reason, stale_grace_ms AS "staleGraceMs", receipt, created_at AS "createdAt", finished_at AS "finishedAt"`;

export function operationOf(row: OperationRow): Deletion | Halt {
  const { kind, haltMode, reason, steps, ...columns } = row;
  const common = { ...columns, steps: steps.map(stepOf) };
  return kind === 'halt' ? { ...common, kind, haltMode: haltMode ?? 'abort', reason: reason ?? '' } : { ...common, kind };
}

function stepOf({ startedAt, finishedAt, ...step }: StepJson): OperationStep {
  return { ...step, startedAt: dateOf(startedAt), finishedAt: dateOf(finishedAt) };
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
