import { Injectable } from '@nestjs/common';
import { requireCustom } from '../../domain/connector-mirror.ts';
import { Clock, type ConnectorIdentity, ConnectorMirrors, Credentials, RevocationAlarm } from '../ports.ts';

/** From now on nothing is issued for the connector. Repeatable. */
@Injectable()
export class RemoveCredentials {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly credentials: Credentials,
    private readonly clock: Clock,
    private readonly alarm: RevocationAlarm,
  ) {}

  /** @throws ConnectorUnknown, ConnectorNotCustom */
  async execute({ organizationId, connectorId }: ConnectorIdentity): Promise<void> {
    requireCustom(await this.connectors.find(connectorId), organizationId, connectorId);
    await this.credentials.remove({ organizationId, connectorId }, this.clock.now());
    this.alarm.wake();
  }
}
