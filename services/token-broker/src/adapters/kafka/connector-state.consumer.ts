import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorState } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { MirrorConnector } from '../../application/mirror-connector.ts';
import type { CustomSettings } from '../../domain/custom-settings.ts';

@Controller()
export class ConnectorStateConsumer {
  constructor(private readonly mirror: MirrorConnector) {}

  @EventPattern<string>(connectorState.name)
  on(@Payload() { organizationId, data }: ReceivedEvent<typeof connectorState>): Promise<void> {
    const { connectorId, state, accessLevel, version } = data;
    return this.mirror.apply({
      connectorId,
      organizationId,
      state,
      accessLevel,
      version,
      custom: data.kind === 'custom' ? customOf(data) : null,
    });
  }
}

const customOf = ({ resourceDomain, authentication, validationUrl }: CustomSettings): CustomSettings => ({
  resourceDomain,
  authentication,
  validationUrl,
});
