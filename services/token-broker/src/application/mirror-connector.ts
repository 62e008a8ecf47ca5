import { Injectable } from '@nestjs/common';
import type { ConnectorMirror } from '../domain/connector-mirror.ts';
import { ConnectorMirrors, RevocationAlarm } from './ports.ts';

/** Follows the connectors' state. What a change makes invalid is dropped with it, and revoked soon after. */
@Injectable()
export class MirrorConnector {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly revocation: RevocationAlarm,
  ) {}

  async apply(record: Omit<ConnectorMirror, 'quarantined'>): Promise<void> {
    if (await this.connectors.apply(record)) this.revocation.wake();
  }

  /** Its last message could not be read: no token leaves for it until a newer one arrives. */
  async quarantine(connectorId: string): Promise<void> {
    await this.connectors.quarantine(connectorId);
    this.revocation.wake();
  }
}
