import { asJson, type Json } from '../../../domain/history/canonical-json.ts';
import type { ConnectorId, OperationId } from '../../../domain/ids.ts';
import type { Operation, OperationStep, OperationStepName } from '../../../domain/operation.ts';

interface StepChange {
  action: `operation.${OperationStepName}`;
  connectorId: ConnectorId;
  operationId: OperationId;
  before: Json;
  after: Json;
}

/** Of steps that end with a change of the connector, that change is the entry. */
const enteredByTheirEvent: readonly OperationStepName[] = ['complete'];

/** How far one transaction has brought deletions: a change for each step that it ended. What a halt did is the deactivation, which has its entry. */
export class OperationTrail {
  private readonly seen = new Map<OperationId, Operation>();
  readonly changes: StepChange[] = [];

  /** As the store has read it, locked. */
  saw(operation: Operation): void {
    this.seen.set(operation.operationId, operation);
  }

  saved(operation: Operation): void {
    const before = this.seen.get(operation.operationId);
    this.seen.set(operation.operationId, operation);
    if (!before || operation.kind !== 'deletion') return;
    for (const was of before.steps) {
      const is = operation.steps.find(({ name }) => name === was.name);
      if (is?.state === 'DONE' && was.state !== 'DONE' && !enteredByTheirEvent.includes(is.name))
        this.changes.push(changeOf([before, was], [operation, is]));
    }
  }
}

type At = readonly [operation: Operation, step: OperationStep];

function changeOf(before: At, after: At): StepChange {
  const [{ connectorId, operationId }, { name }] = after;
  return { action: `operation.${name}`, connectorId, operationId, before: recordOf(before), after: recordOf(after) };
}

const recordOf = ([{ state }, step]: At): Json => asJson({ state, step });
