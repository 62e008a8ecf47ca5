import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorState } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { MirrorConnector } from '../../application/mirror-connector.ts';
import { mirroredOf } from '../../application/mirrored-of.ts';
import { Lease } from '../../application/ports.ts';

@Controller()
export class ConnectorStateConsumer {
  constructor(
    private readonly mirror: MirrorConnector,
    private readonly lease: Lease,
  ) {}

  /** The lease first, which closes at once; the mirror is what every replica goes by when it has been written. */
  @EventPattern<string>(connectorState.name)
  on(@Payload() { organizationId, registryEpoch: epoch, registrySeq: seq, data }: ReceivedEvent<typeof connectorState>): Promise<void> {
    const record = { ...data, organizationId };
    this.lease.hear({ epoch, seq, record });
    return this.mirror.apply(mirroredOf(record));
  }
}
