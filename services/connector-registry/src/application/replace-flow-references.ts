import { Injectable } from '@nestjs/common';
import type { FlowId, OrganizationId } from '../domain/ids.ts';
import { type ConnectorUse, type Reference, requireReferable } from '../domain/reference.ts';
import { OperationWakeups, UnitOfWork } from './ports.ts';

export interface ReplaceFlowReferencesCommand {
  organizationId: OrganizationId;
  flowId: FlowId;
  /** All references of the flow; none releases the flow. */
  uses: readonly (Omit<Reference, 'flowId'> & ConnectorUse)[];
}

/** Locks every connector that the flow names, so that no reference slips in behind a deletion. */
@Injectable()
export class ReplaceFlowReferences {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly wakeups: OperationWakeups,
  ) {}

  /** @throws ConnectorNotAvailable, ConnectorChanged */
  async execute({ organizationId, flowId, uses }: ReplaceFlowReferencesCommand): Promise<Reference[]> {
    const { replacing, concerned } = await this.unitOfWork.run(organizationId, async ({ connectors, references, dependents }) => {
      const named = await connectors.findAllLocked(organizationId, [...new Set(uses.map(({ connectorId }) => connectorId))]);
      for (const use of uses) requireReferable(use, named.get(use.connectorId));
      const wanted = uses.map(({ connectorVersion: _, ...reference }) => ({ ...reference, flowId }));
      const released = await references.replaceOfFlow(organizationId, flowId, wanted);
      const forgotten = uses.length === 0 ? await dependents.forgetFlow(organizationId, flowId) : [];
      return { replacing: wanted, concerned: [...released, ...forgotten] };
    });
    for (const connectorId of concerned) this.wakeups.soon(connectorId);
    return replacing;
  }
}
