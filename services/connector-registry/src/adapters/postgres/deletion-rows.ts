import type { Deletion, DeletionStep } from '../../domain/deletion.ts';

/** JSON has no dates. */
type StepJson = Omit<DeletionStep, 'startedAt' | 'finishedAt'> & { startedAt: string | null; finishedAt: string | null };

export type DeletionRow = Omit<Deletion, 'steps'> & { steps: StepJson[] };

/** Columns of `deletion` under the names that they have in a Deletion. */
export const deletionColumns = `operation_id AS "operationId", organization_id AS "organizationId", connector_id AS "connectorId", state, steps,
  requested_by AS "requestedBy", created_at AS "createdAt", finished_at AS "finishedAt"`;

export function deletionOf({
  operationId,
  organizationId,
  connectorId,
  state,
  steps,
  requestedBy,
  createdAt,
  finishedAt,
}: DeletionRow): Deletion {
  return { operationId, organizationId, connectorId, state, steps: steps.map(stepOf), requestedBy, createdAt, finishedAt };
}

function stepOf({ startedAt, finishedAt, ...step }: StepJson): DeletionStep {
  return { ...step, startedAt: dateOf(startedAt), finishedAt: dateOf(finishedAt) };
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
