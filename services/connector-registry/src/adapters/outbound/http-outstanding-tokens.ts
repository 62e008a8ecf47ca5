import { TokenStatus } from '@patchbay/contracts';
import { RemoteRefusal, type ServiceClient } from '@patchbay/service-kit';
import { OutstandingTokens } from '../../application/impact/ports.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';

/** A preview is worth more at once without this number than late with it. */
const timeoutMs = 250;

export class HttpOutstandingTokens extends OutstandingTokens {
  constructor(
    private readonly broker: Pick<ServiceClient, 'request'>,
    private readonly onError: (error: unknown) => void,
  ) {
    super();
  }

  override async count(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number | undefined> {
    const path = `/v1/organizations/${organizationId}/connectors/${connectorId}/token/status`;
    try {
      const { outstanding } = await this.broker.request({ method: 'GET', path, response: TokenStatus, timeoutMs });
      return outstanding;
    } catch (error) {
      // A broker that has never heard of the connector has no token of it.
      if (error instanceof RemoteRefusal && error.code === 'connector.not-found') return 0;
      this.onError(error);
      return undefined;
    }
  }
}
