import type { ConnectorId, OperationId, OrganizationId } from './ids.ts';

/** In this order: dependents lose the connector before its tokens go, and nothing is left of it when it is DELETED. */
const deletionSteps = ['detach-flows', 'revoke-tokens', 'complete'] as const;
type DeletionStepName = (typeof deletionSteps)[number];
type Participant = 'flow-executor' | 'token-broker';

export interface DeletionStep {
  name: DeletionStepName;
  state: 'PENDING' | 'RUNNING' | 'DONE';
  startedAt: Date | null;
  finishedAt: Date | null;
  waitingFor: Participant | null;
}

/** The operation that takes a connector from DELETING to DELETED. */
export interface Deletion {
  operationId: OperationId;
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  state: 'RUNNING' | 'SUCCEEDED';
  steps: readonly DeletionStep[];
  requestedBy: string;
  createdAt: Date;
  finishedAt: Date | null;
}

export function planDeletion(of: Pick<Deletion, 'operationId' | 'organizationId' | 'connectorId' | 'requestedBy'>, at: Date): Deletion {
  const steps = deletionSteps.map((name) => ({ name, state: 'PENDING' as const, startedAt: null, finishedAt: null, waitingFor: null }));
  return { ...of, state: 'RUNNING', steps: startFirst(steps, at), createdAt: at, finishedAt: null };
}

/** @returns undefined when the deletion has ended */
export function currentStep(deletion: Deletion): DeletionStepName | undefined {
  return deletion.steps.find(({ state }) => state === 'RUNNING')?.name;
}

export function waitFor(deletion: Deletion, participant: Participant): Deletion {
  return { ...deletion, steps: deletion.steps.map((step) => (step.state === 'RUNNING' ? { ...step, waitingFor: participant } : step)) };
}

/** Ends the step that runs and starts the next; with the last one the deletion has succeeded. */
export function finishStep(deletion: Deletion, at: Date): Deletion {
  const done = deletion.steps.map((step) =>
    step.state === 'RUNNING' ? { ...step, state: 'DONE' as const, finishedAt: at, waitingFor: null } : step,
  );
  const steps = startFirst(done, at);
  const over = steps.every(({ state }) => state === 'DONE');
  return { ...deletion, steps, ...(over && { state: 'SUCCEEDED', finishedAt: at }) };
}

function startFirst(steps: readonly DeletionStep[], at: Date): DeletionStep[] {
  const first = steps.findIndex(({ state }) => state === 'PENDING');
  return steps.map((step, index) => (index === first ? { ...step, state: 'RUNNING', startedAt: at } : step));
}

const firstRetryMs = 250;
const longestRetryMs = 30_000;

/** How long to leave a participant alone that has failed so many times in a row. */
export function retryDelayMs(attempts: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 20));
}
