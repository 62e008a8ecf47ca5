import { Injectable } from '@nestjs/common';
import { ConnectorId, type CredentialsStatus } from '@patchbay/contracts';
import { requireCustom } from '../../domain/connector-mirror.ts';
import { type ConnectorIdentity, ConnectorMirrors, Credentials } from '../ports.ts';

/** Whether there are credentials, since when and by whom; never the credentials. */
@Injectable()
export class ReadCredentialsStatus {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly credentials: Credentials,
  ) {}

  /** @throws ConnectorUnknown, ConnectorNotCustom */
  async execute({ organizationId, connectorId }: ConnectorIdentity): Promise<CredentialsStatus> {
    const { custom } = requireCustom(await this.connectors.find(connectorId), organizationId, connectorId);
    const found = await this.credentials.find({ organizationId, connectorId });
    const status = { connectorId: ConnectorId.parse(connectorId), kind: custom.authentication.kind, saved: null, dropped: null };
    if (!found) return status;
    if ('droppedAt' in found) return { ...status, dropped: { at: found.droppedAt.toISOString(), reason: found.reason } };
    const { savedAt, savedBy, checkedAt } = found;
    return { ...status, saved: { at: savedAt.toISOString(), by: savedBy, checkedAt: checkedAt?.toISOString() ?? null } };
  }
}
