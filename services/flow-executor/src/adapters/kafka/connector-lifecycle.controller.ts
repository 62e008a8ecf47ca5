import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { AttachFlows } from '../../application/cascade/attach-flows.ts';
import { DetachFlows } from '../../application/cascade/detach-flows.ts';
import { HaltFlows } from '../../application/cascade/halt-flows.ts';
import { SettleDetachments } from '../../application/cascade/settle-detachments.ts';

type LifecycleEvent = ReceivedEvent<typeof connectorLifecycle>;

/** One replica hears of each event, for what is to happen to flows once. Whether a request may leave is decided at the gate, by the state topic. */
@Controller()
export class ConnectorLifecycleController {
  constructor(
    private readonly haltFlows: HaltFlows,
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
      case 'patchbay.ConnectorDeactivated':
      case 'patchbay.ConnectorActivated':
        return this.haltFlows.run({ ...event.data, organizationId });
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
