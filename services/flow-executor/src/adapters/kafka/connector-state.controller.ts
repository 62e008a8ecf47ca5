import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorState } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { Lease } from '../../application/lease.ts';

/** Every replica hears every record. */
@Controller()
export class ConnectorStateController {
  constructor(private readonly lease: Lease) {}

  @EventPattern<string>(connectorState.name)
  on(@Payload() { organizationId, registryEpoch: epoch, registrySeq: seq, data }: ReceivedEvent<typeof connectorState>): void {
    this.lease.hear({ epoch, seq, record: { ...data, organizationId } });
  }
}
