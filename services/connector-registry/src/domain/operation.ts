import type { HaltReceipt } from './halt-receipt.ts';
import type { ConnectorId, OperationId, OrganizationId } from './ids.ts';

export type Participant = 'flow-executor' | 'token-broker' | 'event-relay' | 'holders';
/** Steps that a replica takes by a claim. `commit` is done at once, and `halt` is decided by whoever follows halts. */
export const claimedSteps = ['publish-event', 'detach-flows', 'revoke-tokens', 'complete', 'attach-flows'] as const;
export type OperationStepName = 'commit' | 'halt' | (typeof claimedSteps)[number];
export type OperationState = 'RUNNING' | 'SUCCEEDED' | 'CANCELLING' | 'CANCELLED';
export type OperationKind = 'halt' | 'deletion';

export interface OperationStep {
  name: OperationStepName;
  /** `SKIPPED`: the operation was cancelled before the step had ended. */
  state: 'PENDING' | 'RUNNING' | 'DONE' | 'SKIPPED';
  startedAt: Date | null;
  finishedAt: Date | null;
  waitingFor: Participant | null;
}

/** Long work on a connector, in steps that whichever replica gets to them takes. Kept when it has ended. */
export interface Operation<Kind extends OperationKind = OperationKind> {
  operationId: OperationId;
  kind: Kind;
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  /** The version that the operation began with: its event is on its way once the event of this version is. */
  connectorVersion: number;
  state: OperationState;
  steps: readonly OperationStep[];
  requestedBy: string;
  cancelledBy: string | null;
  /** Flows that referred to the connector when a deletion began. */
  dependentFlows: number;
  /** The grace in force when it began: how much longer than lease and guard its halt may take. */
  staleGraceMs: number;
  /** Once its halt is decided. */
  receipt: HaltReceipt | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** Who has to act for a step to end; the others are the registry's own. */
const participants: Partial<Record<OperationStepName, Participant>> = {
  'publish-event': 'event-relay',
  halt: 'holders',
  'detach-flows': 'flow-executor',
  'revoke-tokens': 'token-broker',
  'attach-flows': 'flow-executor',
};

export const participantOf = (step: OperationStepName): Participant | null => participants[step] ?? null;

export type OperationStart = Pick<
  Operation,
  'operationId' | 'organizationId' | 'connectorId' | 'connectorVersion' | 'requestedBy' | 'dependentFlows' | 'staleGraceMs'
>;

export function startOperation<Kind extends OperationKind>(
  kind: Kind,
  start: OperationStart,
  names: readonly OperationStepName[],
  at: Date,
): Operation<Kind> {
  return {
    ...start,
    kind,
    state: 'RUNNING',
    steps: startFirst(names.map(pending), at),
    cancelledBy: null,
    receipt: null,
    createdAt: at,
    finishedAt: null,
  };
}

export const pending = (name: OperationStepName): OperationStep => ({
  name,
  state: 'PENDING',
  startedAt: null,
  finishedAt: null,
  waitingFor: null,
});

/** @returns undefined when the operation has ended */
export function currentStep({ steps }: Pick<Operation, 'steps'>): OperationStepName | undefined {
  return steps.find(({ state }) => state === 'RUNNING')?.name;
}

export const hasEnded = ({ state }: Pick<Operation, 'state'>): boolean => state === 'SUCCEEDED' || state === 'CANCELLED';

/** Says that the step in hand waits for its participant. */
export function wait<Kind extends OperationKind>(operation: Operation<Kind>): Operation<Kind> {
  const waiting = (step: OperationStep) => (step.state === 'RUNNING' ? { ...step, waitingFor: participantOf(step.name) } : step);
  return { ...operation, steps: operation.steps.map(waiting) };
}

/** Ends the step that runs and starts the next; with the last one the operation has ended. */
export function finishStep<Kind extends OperationKind>(operation: Operation<Kind>, at: Date): Operation<Kind> {
  const done = operation.steps.map((step) =>
    step.state === 'RUNNING' ? { ...step, state: 'DONE' as const, finishedAt: at, waitingFor: null } : step,
  );
  const steps = startFirst(done, at);
  if (currentStep({ steps }) !== undefined || hasEnded(operation)) return { ...operation, steps };
  return { ...operation, steps, state: operation.state === 'CANCELLING' ? 'CANCELLED' : 'SUCCEEDED', finishedAt: at };
}

export function startFirst(steps: readonly OperationStep[], at: Date): OperationStep[] {
  const first = steps.findIndex(({ state }) => state === 'PENDING');
  return steps.map((step, index) => (index === first ? { ...step, state: 'RUNNING', startedAt: at } : step));
}

const firstRetryMs = 250;
const longestRetryMs = 30_000;

/** How long to leave a participant alone that has failed so many times in a row. */
export function retryDelayMs(attempts: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts - 1, 20));
}
