import { Injectable } from '@nestjs/common';
import type { KnownConnector } from '../../domain/flow/connector-binding.ts';
import { type KeptDetachment, keepDetachment } from '../../domain/lifecycle/attachment.ts';
import { type Detachment, detachFlow } from '../../domain/lifecycle/detachment.ts';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import { Clock, UnitOfWork } from '../ports.ts';

const pageSize = 500;

export interface ConnectorLeaves {
  organizationId: string;
  operationId: string;
  connector: KnownConnector;
}

/** The part of a deletion that is ours: every dependent flow loses the connector, and the registry hears of each. */
@Injectable()
export class DetachFlows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Page by page, each in a transaction of its own: the registry hears of the first while the last are still to come, and no transaction takes long. */
  async run(leaves: ConnectorLeaves): Promise<void> {
    let after: string | undefined;
    do after = await this.detachPage(leaves, after);
    while (after !== undefined);
  }

  /** A flow that has lost the connector to this deletion before is left alone. @returns where the next page begins */
  private detachPage({ organizationId, operationId, connector }: ConnectorLeaves, after: string | undefined): Promise<string | undefined> {
    const by = { operationId, connectorId: connector.connectorId };
    return this.unitOfWork.run(async ({ flows, detachments, publish }) => {
      const now = this.clock.now();
      const dependents = await flows.dependents(organizationId, connector, { limit: pageSize, after });
      const kept = await detachments.ofFlows(dependents.map(({ flow }) => flow.flowId));
      const fresh = dependents.filter(({ flow }) => !kept.get(flow.flowId)?.some((other) => other.operationId === operationId));
      const keeping: KeptDetachment[] = [];
      const detached: Detachment[] = [];
      for (const dependent of fresh) {
        const detachment = detachFlow(dependent, connector, now);
        if (!detachment) continue;
        keeping.push(keepDetachment(dependent, detachment, by, kept.get(dependent.flow.flowId) ?? []));
        detached.push(detachment);
      }
      await detachments.keep(keeping);
      await flows.saveAll(detached.map(({ flow }) => flow));
      await flows.saveVersions(detached.flatMap(({ versions }) => versions));
      const events = detached.map((detachment) => flowDetached(detachment, connector.connectorId, operationId));
      if (events.length > 0) await publish(events);
      return dependents.length < pageSize ? undefined : dependents.at(-1)?.flow.flowId;
    });
  }
}

function flowDetached({ flow, activities }: Detachment, connectorId: string, operationId: string): FlowEvent {
  const { organizationId, flowId } = flow;
  return { type: 'FlowDetached', organizationId, flowId, connectorId, operationId, activities };
}
