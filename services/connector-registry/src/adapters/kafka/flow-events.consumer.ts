import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { flowLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { AttachFlow } from '../../application/attach-flow.ts';
import { DetachFlow } from '../../application/detach-flow.ts';
import { connectorId, flowId, operationId, organizationId } from '../../domain/ids.ts';

type FlowEvent = ReceivedEvent<typeof flowLifecycle>;
type Reply = Exclude<FlowEvent, { type: 'patchbay.FlowPublished' }>;

@Controller()
export class FlowEventsConsumer {
  constructor(
    private readonly detachFlow: DetachFlow,
    private readonly attachFlow: AttachFlow,
  ) {}

  /** A publication is no news: the executor has registered its references over HTTP before. */
  @EventPattern<string>(flowLifecycle.name)
  async on(@Payload() event: FlowEvent): Promise<void> {
    if (event.type === 'patchbay.FlowPublished') return;
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
