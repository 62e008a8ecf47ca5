import { Injectable } from '@nestjs/common';
import type { KnownConnector } from '../domain/flow/connector-binding.ts';
import { keepDetachment } from '../domain/lifecycle/attachment.ts';
import { type Detachment, detachFlow } from '../domain/lifecycle/detachment.ts';
import type { FlowEvent } from '../domain/lifecycle/flow-event.ts';
import { Clock, UnitOfWork } from './ports.ts';

export interface ConnectorLeaves {
  eventId: string;
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

  run({ eventId, organizationId, operationId, connector }: ConnectorLeaves): Promise<void> {
    return this.unitOfWork.run(({ flows, detachments: kept, publish, once }) =>
      once(eventId, async () => {
        const now = this.clock.now();
        const dependents = await flows.dependents(organizationId, connector);
        const others = await kept.ofFlows(dependents.map(({ flow }) => flow.flowId));
        const detached = dependents.flatMap((dependent) => {
          const detachment = detachFlow(dependent, connector, now);
          return detachment ? [{ dependent, detachment }] : [];
        });
        const detachments = detached.map(({ detachment }) => detachment);
        const by = { operationId, connectorId: connector.connectorId };
        await kept.keep(
          detached.map(({ dependent, detachment }) => keepDetachment(dependent, detachment, by, others.get(dependent.flow.flowId) ?? [])),
        );
        for (const { flow, versions } of detachments) {
          await flows.save(flow);
          await flows.saveVersions(versions);
        }
        const events = detachments.map((detachment) => flowDetached(detachment, connector.connectorId, operationId));
        if (events.length > 0) await publish(events);
      }),
    );
  }
}

function flowDetached({ flow, activities }: Detachment, connectorId: string, operationId: string): FlowEvent {
  const { organizationId, flowId } = flow;
  return { type: 'FlowDetached', organizationId, flowId, connectorId, operationId, activities };
}
