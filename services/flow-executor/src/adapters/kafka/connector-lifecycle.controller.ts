import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { AttachFlows } from '../../application/attach-flows.ts';
import { DetachFlows } from '../../application/detach-flows.ts';
import { SettleDetachments } from '../../application/settle-detachments.ts';

type LifecycleEvent = ReceivedEvent<typeof connectorLifecycle>;

/** One replica hears of each event. Of what happens to connectors only a deletion changes flows; the rest is for the gate, by the state topic. */
@Controller()
export class ConnectorLifecycleController {
  constructor(
    private readonly detachFlows: DetachFlows,
    private readonly attachFlows: AttachFlows,
    private readonly settleDetachments: SettleDetachments,
  ) {}

  /** The replies belong to the trace of the deletion. */
  @EventPattern<string>(connectorLifecycle.name)
  on(@Payload() event: LifecycleEvent): Promise<void> {
    const { traceparent } = event;
    return withRequestContext(traceparent === undefined ? {} : { traceparent }, () => this.receive(event));
  }

  private async receive(event: LifecycleEvent): Promise<void> {
    const { id: eventId, organizationId } = event;
    switch (event.type) {
      case 'patchbay.ConnectorDeleting': {
        const { operationId, ...connector } = event.data;
        return this.detachFlows.run({ organizationId, operationId, connector });
      }
      case 'patchbay.ConnectorDeletionCancelled':
        return this.attachFlows.run({ eventId, organizationId, operationId: event.data.operationId });
      case 'patchbay.ConnectorDeleted':
        return this.settleDetachments.run(event.data.operationId);
      default:
        return undefined;
    }
  }
}
