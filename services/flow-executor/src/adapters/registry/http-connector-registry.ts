import { ConnectorList, ReferenceList, type ReplaceReferencesRequest } from '@patchbay/contracts';
import { RemoteRefusal, type ServiceClient } from '@patchbay/service-kit';
import type { z } from 'zod';
import { ConnectorRegistry } from '../../application/ports.ts';
import type { KnownConnector } from '../../domain/flow/connector-binding.ts';
import { PublicationOvertaken } from '../../domain/lifecycle/refusals.ts';
import type { FlowReferences } from '../../domain/lifecycle/references.ts';

const pageSize = 100;

export class HttpConnectorRegistry extends ConnectorRegistry {
  constructor(private readonly client: Pick<ServiceClient, 'request'>) {
    super();
  }

  async listConnectors(organizationId: string): Promise<KnownConnector[]> {
    const connectors: KnownConnector[] = [];
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(pageSize), ...(pageToken && { pageToken }) });
      const path = `/v1/organizations/${organizationId}/connectors?${query}`;
      const page: ConnectorList = await this.client.request({ method: 'GET', path, response: ConnectorList });
      connectors.push(...page.items.filter(({ state }) => state !== 'DELETED'));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return connectors;
  }

  async replaceReferences(organizationId: string, flowId: string, references: FlowReferences): Promise<void> {
    try {
      await this.send(organizationId, flowId, references);
    } catch (error) {
      if (!(error instanceof RemoteRefusal)) throw error;
      throw new PublicationOvertaken(`the registry does not take the references of the flow (${error.message})`, { cause: error });
    }
  }

  /** Also right for a flow that the registry has never heard of. */
  async releaseReferences(organizationId: string, flowId: string): Promise<void> {
    await this.send(organizationId, flowId, { flowName: 'released', owner: 'released', hasFallback: false, versions: [] });
  }

  private async send(organizationId: string, flowId: string, body: z.input<typeof ReplaceReferencesRequest>): Promise<void> {
    const path = `/v1/organizations/${organizationId}/flows/${flowId}/references`;
    await this.client.request({ method: 'PUT', path, body, response: ReferenceList });
  }
}
