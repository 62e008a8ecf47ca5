import { Injectable } from '@nestjs/common';
import type { ConnectorId, FlowId, OrganizationId } from '../domain/ids.ts';
import { UnitOfWork } from './ports.ts';

interface FlowDetachment {
  eventId: string;
  organizationId: OrganizationId;
  flowId: FlowId;
  connectorId: ConnectorId;
}

/** The executor's reply to a deletion: the flow has let go of the connector. */
@Injectable()
export class DetachFlow {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async execute({ eventId, organizationId, flowId, connectorId }: FlowDetachment): Promise<void> {
    await this.unitOfWork.run(async ({ once, references, deletions }) => {
      await once(eventId, async () => {
        await references.removeOfFlow(organizationId, flowId, connectorId);
        await deletions.wake(connectorId);
      });
    });
  }
}
