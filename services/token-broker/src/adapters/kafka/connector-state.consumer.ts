import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorState } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { MirrorConnector } from '../../application/mirror-connector.ts';

@Controller()
export class ConnectorStateConsumer {
  constructor(private readonly mirror: MirrorConnector) {}

  @EventPattern<string>(connectorState.name)
  on(@Payload() { organizationId, data }: ReceivedEvent<typeof connectorState>): Promise<void> {
    return this.mirror.apply({ ...data, organizationId });
  }
}
