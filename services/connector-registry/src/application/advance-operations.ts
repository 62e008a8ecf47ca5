import { Injectable } from '@nestjs/common';
import { assertNever } from '@patchbay/errors';
import { currentStep, finishStep, type Operation, retryDelayMs, wait } from '../domain/operation.ts';
import { completeDeletion } from '../domain/transitions.ts';
import { Clock, EventProgress, type OperationClaim, OperationQueue, type Stores, TokenRevoker, UnitOfWork } from './ports.ts';

/** What an operation waits for makes it due at once; this is for the case that it came unseen. */
const recheckMs = 2_000;

type Judge = (stores: Stores, operation: Operation) => Promise<boolean>;

/**
 * Takes the steps of operations, in whichever process gets to them. Each step ends by one commit, so a process that dies in the middle
 * leaves a step that another takes again; what a step does outside the database can be done twice.
 */
@Injectable()
export class AdvanceOperations {
  constructor(
    private readonly queue: OperationQueue,
    private readonly unitOfWork: UnitOfWork,
    private readonly events: EventProgress,
    private readonly tokens: TokenRevoker,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns false when no operation was due
   * @throws what a step throws, after putting its next attempt off
   */
  async takeDueStep(): Promise<boolean> {
    const claim = await this.queue.claimDue();
    if (!claim) return false;
    await this.take(claim);
    return true;
  }

  private take(claim: OperationClaim): Promise<void> {
    const step = currentStep(claim.operation);
    switch (step) {
      case 'publish-event':
        return this.awaitEvent(claim);
      case 'detach-flows':
        return this.finishWhen(claim, noReferences);
      case 'revoke-tokens':
        return this.revokeTokens(claim);
      case 'complete':
        return this.complete(claim);
      case 'attach-flows':
        return this.finishWhen(claim, async ({ dependents }, { operationId }) => (await dependents.countOutstanding(operationId)) === 0);
      // Decided by whoever follows halts, not by a claim.
      case 'halt':
      case 'commit':
      case undefined:
        return Promise.resolve();
      default:
        return assertNever(step);
    }
  }

  /** What is published stays published, so it may be asked before the operation is held. */
  private async awaitEvent(claim: OperationClaim): Promise<void> {
    const { connectorId, connectorVersion } = claim.operation;
    const isPublished = await this.events.isPublished(connectorId, connectorVersion);
    await this.finishWhen(claim, async () => isPublished);
  }

  /** Holds the operation while it judges: a reply that is committed later finds the new due time and wakes it. */
  private finishWhen(claim: OperationClaim, isDone: Judge): Promise<void> {
    return this.unitOfWork.run(claim.operation.organizationId, async (stores) => {
      const operation = await stores.operations.hold(claim);
      if (!operation) return;
      if (await isDone(stores, operation)) await stores.operations.save(finishStep(operation, this.clock.now()), 0);
      else await stores.operations.save(wait(operation), recheckMs);
    });
  }

  private async revokeTokens(claim: OperationClaim): Promise<void> {
    const { organizationId, connectorId } = claim.operation;
    try {
      await this.tokens.revoke(organizationId, connectorId);
    } catch (error) {
      await this.save(claim, wait, retryDelayMs(claim.attempt));
      throw error;
    }
    await this.save(claim, (operation) => finishStep(operation, this.clock.now()), 0);
  }

  private save(claim: OperationClaim, change: (operation: Operation) => Operation, dueInMs: number): Promise<void> {
    return this.unitOfWork.run(claim.operation.organizationId, async ({ operations }) => {
      const operation = await operations.hold(claim);
      if (operation) await operations.save(change(operation), dueInMs);
    });
  }

  private complete(claim: OperationClaim): Promise<void> {
    const { organizationId, connectorId, operationId, requestedBy } = claim.operation;
    return this.unitOfWork.run(organizationId, async (stores) => {
      const { connectors, operations, dependents, record } = stores;
      const connector = await connectors.getLocked(organizationId, connectorId);
      const operation = await operations.hold(claim);
      if (!operation) return;
      // Nothing can refer to it any more since the deletion began. Should it have come to be all the same, nothing is deleted under it.
      if (!(await noReferences(stores, operation))) return operations.save(operation, recheckMs);
      const at = this.clock.now();
      const event = completeDeletion(connector, operationId, { actor: requestedBy, at });
      await connectors.save(event.connector);
      await dependents.forget(operationId);
      await operations.save(finishStep(operation, at), 0);
      record(event);
    });
  }
}

const noReferences: Judge = async ({ references }, { organizationId, connectorId }) =>
  (await references.countOfConnector(organizationId, connectorId)) === 0;
