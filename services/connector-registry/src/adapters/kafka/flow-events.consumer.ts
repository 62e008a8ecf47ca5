import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { flowLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { DetachFlow } from '../../application/detach-flow.ts';
import { connectorId, flowId, organizationId } from '../../domain/ids.ts';

type FlowEvent = ReceivedEvent<typeof flowLifecycle>;

@Controller()
export class FlowEventsConsumer {
  constructor(private readonly detachFlow: DetachFlow) {}

  /** A publication is no news: the executor has registered its references over HTTP before. */
  @EventPattern<string>(flowLifecycle.name)
  async on(@Payload() event: FlowEvent): Promise<void> {
    if (event.type !== 'patchbay.FlowDetached') return;
    const detachment = {
      eventId: event.id,
      organizationId: organizationId(event.organizationId),
      flowId: flowId(event.data.flowId),
      connectorId: connectorId(event.data.connectorId),
    };
    await withRequestContext(event.traceparent === undefined ? {} : { traceparent: event.traceparent }, () =>
      this.detachFlow.execute(detachment),
    );
  }
}
