import { type DependentStore, type FlowReply, type OperationClaim, OperationQueue, type OperationStore } from '../src/application/ports.ts';
import type { Deletion } from '../src/domain/deletion.ts';
import type { Halt } from '../src/domain/halt.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../src/domain/ids.ts';
import { claimedSteps, currentStep, type Operation } from '../src/domain/operation.ts';
import { OperationNotFound } from '../src/domain/operation-not-found.ts';
import type { Reference } from '../src/domain/reference.ts';

interface QueuedOperation {
  operation: Deletion | Halt;
  dueAtMs: number;
  attempt: number;
  revision: number;
}

type OwnedReference = Reference & { organizationId: OrganizationId };

/** What operations share with the rest of the registry in memory. */
export interface OperationWorld {
  references: OwnedReference[];
  operations: Map<OperationId, QueuedOperation>;
  /** Of deletions, what their flows had. */
  kept: (OwnedReference & { operationId: OperationId })[];
}

export class InMemoryOperations implements OperationStore {
  constructor(
    private readonly world: OperationWorld,
    private readonly nowMs: () => number,
  ) {}

  async insert(operation: Deletion | Halt): Promise<void> {
    this.world.operations.set(operation.operationId, { operation, dueAtMs: this.nowMs(), attempt: 0, revision: 0 });
  }

  async get(organizationId: OrganizationId, operationId: OperationId): Promise<Operation> {
    return operationIn(this.world, organizationId, operationId);
  }

  async getLocked(organizationId: OrganizationId, operationId: OperationId): Promise<Operation> {
    return operationIn(this.world, organizationId, operationId);
  }

  async hold({ operation: { operationId }, revision }: OperationClaim): Promise<Operation | undefined> {
    const queued = this.world.operations.get(operationId);
    return queued?.revision === revision ? queued.operation : undefined;
  }

  async save(operation: Operation, dueInMs: number): Promise<void> {
    const queued = this.world.operations.get(operation.operationId);
    if (!queued) throw new Error('no such operation');
    if (currentStep(queued.operation) !== currentStep(operation)) queued.attempt = 0;
    Object.assign(queued, { operation, dueAtMs: this.nowMs() + dueInMs, revision: queued.revision + 1 });
  }
}

export class InMemoryDependents implements DependentStore {
  constructor(private readonly world: OperationWorld) {}

  async keep({ operationId, organizationId, connectorId }: Omit<FlowReply, 'flowId'>): Promise<number> {
    const kept = this.world.references.filter((one) => one.organizationId === organizationId && one.connectorId === connectorId);
    this.world.kept.push(...kept.map((one) => ({ ...one, operationId })));
    return new Set(kept.map(({ flowId }) => flowId)).size;
  }

  async detach(replies: readonly FlowReply[]): Promise<void> {
    for (const reply of replies) this.detachOne(reply);
  }

  private detachOne({ operationId, organizationId, connectorId, flowId }: FlowReply): void {
    const operation = this.world.operations.get(operationId)?.operation;
    if (operation?.state !== 'RUNNING' || operation.connectorId !== connectorId) return;
    this.world.references = this.world.references.filter(
      (one) => one.organizationId !== organizationId || one.flowId !== flowId || one.connectorId !== connectorId,
    );
  }

  async restore(operationId: OperationId): Promise<void> {
    const kept = this.world.kept.filter((one) => one.operationId === operationId).map(({ operationId: _, ...reference }) => reference);
    this.world.references = [...this.world.references.filter((one) => !kept.some((other) => sameReference(one, other))), ...kept];
  }

  async attach({ operationId, organizationId, flowId }: FlowReply, versionNumbers: readonly number[]): Promise<void> {
    if (this.world.operations.get(operationId)?.operation.state !== 'CANCELLING') return;
    const isOfFlow = (one: { operationId: OperationId } & OwnedReference) =>
      one.operationId === operationId && one.organizationId === organizationId && one.flowId === flowId;
    const lost = this.world.kept.filter(isOfFlow).filter(({ versionNumber }) => !versionNumbers.includes(versionNumber));
    this.world.references = this.world.references.filter((one) => !lost.some((other) => sameReference(one, other)));
    this.world.kept = this.world.kept.filter((one) => !isOfFlow(one));
  }

  async countOutstanding(operationId: OperationId): Promise<number> {
    return outstandingIn(this.world, operationId);
  }

  async forgetFlow(organizationId: OrganizationId, flowId: FlowId): Promise<ConnectorId[]> {
    const gone = this.world.kept.filter((one) => one.organizationId === organizationId && one.flowId === flowId);
    this.world.kept = this.world.kept.filter((one) => !gone.includes(one));
    return gone.map(({ connectorId }) => connectorId);
  }

  async forget(operationId: OperationId): Promise<void> {
    this.world.kept = this.world.kept.filter((one) => one.operationId !== operationId);
  }
}

const sameReference = (one: OwnedReference, other: OwnedReference): boolean =>
  one.flowId === other.flowId && one.connectorId === other.connectorId && one.versionNumber === other.versionNumber;

export const outstandingIn = ({ kept }: OperationWorld, operationId: OperationId): number =>
  new Set(kept.filter((one) => one.operationId === operationId).map(({ flowId }) => flowId)).size;

const isToBeTaken = (operation: Operation): boolean => claimedSteps.some((step) => step === currentStep(operation));

export class InMemoryQueue extends OperationQueue {
  constructor(
    private readonly world: () => OperationWorld,
    private readonly nowMs: () => number,
  ) {
    super();
  }

  override async claimDue(): Promise<OperationClaim | undefined> {
    const due = [...this.world().operations.values()].filter(({ operation, dueAtMs }) => isToBeTaken(operation) && dueAtMs <= this.nowMs());
    const [queued] = due.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
    if (!queued) return undefined;
    queued.attempt += 1;
    queued.revision += 1;
    queued.dueAtMs = this.nowMs() + 10_000;
    return { operation: queued.operation, attempt: queued.attempt, revision: queued.revision };
  }

  override async wake(connectorIds: readonly ConnectorId[]): Promise<void> {
    for (const queued of this.world().operations.values()) {
      const step = currentStep(queued.operation);
      const waits = step !== undefined && ['publish-event', 'detach-flows', 'attach-flows'].includes(step);
      if (waits && connectorIds.includes(queued.operation.connectorId)) queued.dueAtMs = this.nowMs();
    }
  }
}

export function operationIn(world: OperationWorld, organizationId: OrganizationId, operationId: OperationId): Deletion | Halt {
  const operation = world.operations.get(operationId)?.operation;
  if (operation?.organizationId !== organizationId) throw new OperationNotFound(operationId);
  return operation;
}
