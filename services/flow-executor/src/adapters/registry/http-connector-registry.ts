import { ConnectorList, ReferenceList, type ReplaceReferencesRequest } from '@patchbay/contracts';
import { RemoteRefusal, type ServiceClient } from '@patchbay/service-kit';
import { z } from 'zod';
import { ConnectorRegistry } from '../../application/ports.ts';
import type { KnownConnector } from '../../domain/flow/connector-binding.ts';
import type { FlowReferences } from '../../domain/lifecycle/references.ts';
import { PublicationOvertaken } from '../../domain/lifecycle/refusals.ts';

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
    const body: z.input<typeof ReplaceReferencesRequest> = references;
    try {
      await this.client.request({ method: 'PUT', path: pathOf(organizationId, flowId), body, response: ReferenceList });
    } catch (error) {
      if (!(error instanceof RemoteRefusal)) throw error;
      throw new PublicationOvertaken(`the registry does not take the references of the flow (${error.message})`, { cause: error });
    }
  }

  async releaseReferences(organizationId: string, flowId: string): Promise<void> {
    await this.client.request({ method: 'DELETE', path: pathOf(organizationId, flowId), response: z.unknown() });
  }
}

const pathOf = (organizationId: string, flowId: string): string => `/v1/organizations/${organizationId}/flows/${flowId}/references`;
