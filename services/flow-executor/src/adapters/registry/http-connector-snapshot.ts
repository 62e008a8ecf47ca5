import { ConnectorSnapshot as Snapshot } from '@patchbay/contracts';
import type { ServiceClient } from '@patchbay/service-kit';
import { ConnectorSnapshot } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';

const pageSize = 1_000;

export class HttpConnectorSnapshot extends ConnectorSnapshot {
  constructor(private readonly client: Pick<ServiceClient, 'request'>) {
    super();
  }

  async *pages(): AsyncGenerator<readonly ConnectorRecord[]> {
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(pageSize), ...(pageToken && { pageToken }) });
      const page = await this.client.request({ method: 'GET', path: `/v1/connector-snapshot?${query}`, response: Snapshot });
      yield page.items;
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
  }
}
