import { Injectable } from '@nestjs/common';
import { assertNever } from '@patchbay/errors';
import { currentStep, type Deletion, finishStep, retryDelayMs, waitFor } from '../domain/deletion.ts';
import { completeDeletion } from '../domain/transitions.ts';
import { Clock, type DeletionClaim, DeletionQueue, TokenRevoker, UnitOfWork } from './ports.ts';

/** A reply of the executor makes the deletion due at once; this is for the case that the reply came unseen. */
const recheckMs = 5_000;

/**
 * Takes the steps of deletions, in whichever process gets to them. Each step ends by one commit, so a process that dies in the middle
 * leaves a step that another takes again; what a step does outside the database can be done twice.
 */
@Injectable()
export class AdvanceDeletion {
  constructor(
    private readonly queue: DeletionQueue,
    private readonly unitOfWork: UnitOfWork,
    private readonly tokens: TokenRevoker,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns false when no deletion was due
   * @throws what a step throws, after putting its next attempt off
   */
  async takeDueStep(): Promise<boolean> {
    const claim = await this.queue.claimDue();
    if (!claim) return false;
    const step = currentStep(claim.deletion);
    switch (step) {
      case 'detach-flows':
        await this.detachFlows(claim);
        break;
      case 'revoke-tokens':
        await this.revokeTokens(claim);
        break;
      case 'complete':
        await this.complete(claim);
        break;
      case undefined:
        break;
      default:
        assertNever(step);
    }
    return true;
  }

  /** Holds the deletion while it counts: a reply that is committed later finds the new due time and wakes it. */
  private detachFlows(claim: DeletionClaim): Promise<void> {
    const { organizationId, connectorId } = claim.deletion;
    return this.unitOfWork.run(async ({ deletions, references }) => {
      const deletion = await deletions.hold(claim);
      if (!deletion) return;
      const remaining = await references.countOfConnector(organizationId, connectorId);
      if (remaining === 0) await deletions.save(finishStep(deletion, this.clock.now()), 0);
      else await deletions.save(waitFor(deletion, 'flow-executor'), recheckMs);
    });
  }

  private async revokeTokens(claim: DeletionClaim): Promise<void> {
    const { organizationId, connectorId } = claim.deletion;
    try {
      await this.tokens.revoke(organizationId, connectorId);
    } catch (error) {
      await this.save(claim, (deletion) => waitFor(deletion, 'token-broker'), retryDelayMs(claim.attempt));
      throw error;
    }
    await this.save(claim, (deletion) => finishStep(deletion, this.clock.now()), 0);
  }

  private save(claim: DeletionClaim, change: (deletion: Deletion) => Deletion, dueInMs: number): Promise<void> {
    return this.unitOfWork.run(async ({ deletions }) => {
      const deletion = await deletions.hold(claim);
      if (deletion) await deletions.save(change(deletion), dueInMs);
    });
  }

  private complete(claim: DeletionClaim): Promise<void> {
    const { organizationId, connectorId, operationId, requestedBy } = claim.deletion;
    return this.unitOfWork.run(async ({ connectors, deletions, record }) => {
      const connector = await connectors.getLocked(organizationId, connectorId);
      const deletion = await deletions.hold(claim);
      if (!deletion) return;
      const at = this.clock.now();
      const event = completeDeletion(connector, operationId, { actor: requestedBy, at });
      await connectors.save(event.connector);
      await deletions.save(finishStep(deletion, at), 0);
      record(event);
    });
  }
}
