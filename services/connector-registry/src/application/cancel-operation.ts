import { Injectable } from '@nestjs/common';
import * as deletions from '../domain/deletion.ts';
import type { OperationId, OrganizationId } from '../domain/ids.ts';
import { cancelDeletion } from '../domain/transitions.ts';
import { Clock, type OperationView, type Stores, UnitOfWork } from './ports.ts';

interface CancelOperationCommand {
  organizationId: OrganizationId;
  operationId: OperationId;
  actor: string;
}

/**
 * Undoes a deletion: from the commit on the connector is inactive again and its flows refer to it, so that nothing else can be built on their
 * absence; the executors attach the flows and say so, flow by flow.
 */
@Injectable()
export class CancelOperation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Of an operation that is cancelled already nothing more is asked.
   * @throws OperationNotFound, OperationNotCancellable
   */
  execute({ organizationId, operationId, actor }: CancelOperationCommand): Promise<OperationView> {
    const act = { actor, at: this.clock.now() };
    return this.unitOfWork.run(organizationId, async (stores) => {
      const { connectors, operations, dependents, record } = stores;
      const { connectorId } = await operations.get(organizationId, operationId);
      const connector = await connectors.getLocked(organizationId, connectorId);
      const operation = await operations.getLocked(organizationId, operationId);
      if (deletions.isCancelled(operation)) return viewOf(stores, operation);
      const cancelled = deletions.cancelDeletion(operation, act);
      const event = cancelDeletion(connector, operationId, act);
      await connectors.save(event.connector);
      await dependents.restore(operationId);
      await operations.save(cancelled, 0);
      record(event);
      return viewOf(stores, cancelled);
    });
  }
}

async function viewOf({ references, dependents }: Stores, operation: deletions.Deletion): Promise<OperationView> {
  const { organizationId, connectorId, operationId } = operation;
  return {
    operation,
    remainingReferences: await references.countOfConnector(organizationId, connectorId),
    outstandingFlows: await dependents.countOutstanding(operationId),
    stops: [],
  };
}
