import { RevokedTokens } from '@patchbay/contracts';
import { RemoteRefusal, type ServiceClient } from '@patchbay/service-kit';
import { TokenRevoker } from '../../application/ports.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';

export class HttpTokenRevoker extends TokenRevoker {
  constructor(private readonly broker: Pick<ServiceClient, 'request'>) {
    super();
  }

  override async revoke(organizationId: OrganizationId, connectorId: ConnectorId): Promise<void> {
    const path = `/v1/organizations/${organizationId}/connectors/${connectorId}/token`;
    try {
      await this.broker.request({ method: 'DELETE', path, response: RevokedTokens });
    } catch (error) {
      // A broker that has never heard of the connector has no token of it.
      if (!(error instanceof RemoteRefusal) || error.code !== 'connector.not-found') throw error;
    }
  }
}
