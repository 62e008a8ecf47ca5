import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { connectorState } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { GateKeeper } from '../../application/gate-keeper.ts';

/** Every replica hears every record. */
@Controller()
export class ConnectorStateController {
  constructor(private readonly keeper: GateKeeper) {}

  @EventPattern<string>(connectorState.name)
  on(@Payload() { data }: ReceivedEvent<typeof connectorState>): void {
    this.keeper.apply(data);
  }
}
