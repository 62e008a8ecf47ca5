import { Injectable } from '@nestjs/common';
import type { FlowId, OrganizationId } from '../domain/ids.ts';
import { type ConnectorUse, type Reference, requireReferable } from '../domain/reference.ts';
import { UnitOfWork } from './ports.ts';

export interface ReplaceFlowReferencesCommand {
  organizationId: OrganizationId;
  flowId: FlowId;
  /** All references of the flow; none releases the flow. */
  uses: readonly (Omit<Reference, 'flowId'> & ConnectorUse)[];
}

/** Locks every connector that the flow names, so that no reference slips in behind a deletion. */
@Injectable()
export class ReplaceFlowReferences {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws ConnectorNotAvailable, ConnectorChanged */
  async execute({ organizationId, flowId, uses }: ReplaceFlowReferencesCommand): Promise<Reference[]> {
    return this.unitOfWork.run(async ({ connectors, references, deletions }) => {
      const named = await connectors.findAllLocked(organizationId, [...new Set(uses.map(({ connectorId }) => connectorId))]);
      for (const use of uses) requireReferable(use, named.get(use.connectorId));
      const replacing = uses.map(({ connectorVersion: _, ...reference }) => ({ ...reference, flowId }));
      const released = await references.replaceOfFlow(organizationId, flowId, replacing);
      for (const connectorId of released) await deletions.wake(connectorId);
      return replacing;
    });
  }
}
