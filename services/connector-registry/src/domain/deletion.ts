import {
  currentStep,
  type Operation,
  type OperationStart,
  type OperationStepName,
  pending,
  startFirst,
  startOperation,
} from './operation.ts';
import { OperationNotCancellable } from './operation-not-cancellable.ts';

/** The operation that takes a connector from DELETING to DELETED, or back to INACTIVE when it is cancelled. */
export type Deletion = Operation<'deletion'>;

/** In this order: halted before anything is taken away, dependents lose the connector before its tokens go, and nothing is left of it when it is DELETED. */
const deletionSteps = ['halt', 'detach-flows', 'revoke-tokens', 'complete'] as const;

/** Up to here nothing is lost that cannot be brought back. */
const undoableSteps: readonly (OperationStepName | undefined)[] = ['halt', 'detach-flows'];

export const planDeletion = (start: OperationStart, at: Date): Deletion => startOperation('deletion', start, deletionSteps, at);

const isDeletion = (operation: Operation): operation is Deletion => operation.kind === 'deletion';

export const isCancelled = (operation: Operation): operation is Deletion =>
  isDeletion(operation) && (operation.state === 'CANCELLING' || operation.state === 'CANCELLED');

export function isCancellable(operation: Operation): operation is Deletion {
  return isDeletion(operation) && operation.state === 'RUNNING' && undoableSteps.includes(currentStep(operation));
}

/**
 * What is not done is not done any more; the flows that were detached come back.
 * @throws OperationNotCancellable once tokens may have been revoked
 */
export function cancelDeletion(operation: Operation, { actor, at }: { actor: string; at: Date }): Deletion {
  if (!isCancellable(operation)) throw new OperationNotCancellable(operation);
  const steps = operation.steps.map((step) => (step.state === 'DONE' ? step : { ...step, state: 'SKIPPED' as const, waitingFor: null }));
  return { ...operation, state: 'CANCELLING', cancelledBy: actor, steps: startFirst([...steps, pending('attach-flows')], at) };
}
