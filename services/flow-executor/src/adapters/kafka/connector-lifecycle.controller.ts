import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorLifecycle } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { withRequestContext } from '@patchbay/service-kit';
import { DetachFlows } from '../../application/detach-flows.ts';

/** One replica hears of each event. Of what happens to connectors only a deletion changes flows; the rest is for the gate, by the state topic. */
@Controller()
export class ConnectorLifecycleController {
  constructor(private readonly detachFlows: DetachFlows) {}

  @EventPattern<string>(connectorLifecycle.name)
  async on(@Payload() event: ReceivedEvent<typeof connectorLifecycle>): Promise<void> {
    if (event.type !== 'patchbay.ConnectorDeleting') return;
    const { id: eventId, organizationId, traceparent } = event;
    const { operationId, ...connector } = event.data;
    // The replies belong to the trace of the deletion.
    await withRequestContext(traceparent === undefined ? {} : { traceparent }, () =>
      this.detachFlows.run({ eventId, organizationId, operationId, connector }),
    );
  }
}
