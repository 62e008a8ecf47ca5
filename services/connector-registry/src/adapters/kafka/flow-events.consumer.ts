import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { flowLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { AttachFlow } from '../../application/attach-flow.ts';
import { DetachFlow } from '../../application/detach-flow.ts';
import { connectorId, flowId, operationId, organizationId } from '../../domain/ids.ts';

type FlowEvent = ReceivedEvent<typeof flowLifecycle>;
type Reply = Extract<FlowEvent, { type: 'patchbay.FlowDetached' | 'patchbay.FlowAttached' }>;

@Controller()
export class FlowEventsConsumer {
  constructor(
    private readonly detachFlow: DetachFlow,
    private readonly attachFlow: AttachFlow,
  ) {}

  /** Everything else is no news: what is published or pointed at was registered over HTTP before, and a halt is of the registry's own making. */
  @EventPattern<string>(flowLifecycle.name)
  async on(@Payload() event: FlowEvent): Promise<void> {
    if (!isReply(event)) return;
    await withRequestContext(event.traceparent === undefined ? {} : { traceparent: event.traceparent }, () => this.receive(event));
  }

  private receive(event: Reply): Promise<void> {
    const reply = {
      eventId: event.id,
      organizationId: organizationId(event.organizationId),
      flowId: flowId(event.data.flowId),
      connectorId: connectorId(event.data.connectorId),
      operationId: operationId(event.data.operationId),
    };
    if (event.type === 'patchbay.FlowDetached') return this.detachFlow.execute(reply);
    return this.attachFlow.execute({ ...reply, versionNumbers: event.data.versionNumbers });
  }
}

const isReply = (event: FlowEvent): event is Reply => event.type === 'patchbay.FlowDetached' || event.type === 'patchbay.FlowAttached';
