import type { IncomingMessage } from 'node:http';
import { ConnectorList, ConnectorSnapshot, type ConnectorStateRecord, ReferenceList, ReplaceReferencesRequest } from '@patchbay/contracts';
import type { z } from 'zod';
import { type JsonAnswer, type JsonServer, problem, startJsonServer } from './json-server.ts';

export type StubConnector = Extract<z.input<typeof ConnectorStateRecord>, { kind: 'webex-contact-center' }> & { organizationId: string };
export type Registered = z.output<typeof ReplaceReferencesRequest>;

/** The registry, as far as the executor asks it: the snapshot, the connectors of an organization, the references of a flow. */
export class RegistryStub {
  readonly connectors = new Map<string, StubConnector>();
  /** What is registered now, by flow. */
  readonly references = new Map<string, Registered>();
  /** Set to let the snapshot, or the next references, fail. */
  snapshotFails = false;
  refusesReferences: JsonAnswer | undefined;
  /** Called while references are being replaced. */
  onReferences: () => Promise<void> = async () => undefined;
  private server: JsonServer | undefined;

  async start(): Promise<this> {
    this.server = await startJsonServer((request, body) => this.answer(request, body));
    return this;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async answer({ method, url = '', headers }: IncomingMessage, body: unknown): Promise<JsonAnswer> {
    if (!headers.authorization?.startsWith('Bearer ')) return problem(401, 'request.unauthenticated');
    const { pathname, searchParams } = new URL(url, 'http://registry');
    if (pathname === '/v1/connector-snapshot') return this.snapshot(searchParams);
    const [, organizationId, resource, flowId] =
      /^\/v1\/organizations\/([^/]+)\/(connectors|flows)(?:\/([^/]+)\/references)?$/.exec(pathname) ?? [];
    if (resource === 'connectors' && method === 'GET') return this.list(organizationId);
    if (resource === 'flows' && method === 'PUT' && flowId) return this.replace(flowId, body);
    if (resource === 'flows' && method === 'DELETE' && flowId) return this.release(flowId);
    return problem(404, 'request.unknown-route');
  }

  /** Two connectors a page, so that paging is used. */
  private snapshot(query: URLSearchParams): JsonAnswer {
    if (this.snapshotFails) return problem(503, 'postgres.unavailable');
    const from = Number(query.get('pageToken') ?? 0);
    const all = [...this.connectors.values()];
    const next = from + 2 < all.length ? { nextPageToken: String(from + 2) } : {};
    return {
      status: 200,
      body: ConnectorSnapshot.parse({ registryEpoch: 1, upToSeq: all.length, items: all.slice(from, from + 2), ...next }),
    };
  }

  private list(organizationId: string | undefined): JsonAnswer {
    const items = [...this.connectors.values()].filter((connector) => connector.organizationId === organizationId);
    const at = new Date(0).toISOString();
    return { status: 200, body: ConnectorList.parse({ items: items.map((item) => ({ ...item, createdAt: at, updatedAt: at })) }) };
  }

  private release(flowId: string): JsonAnswer {
    if (this.refusesReferences) return this.refusesReferences;
    this.references.delete(flowId);
    return { status: 204, body: undefined };
  }

  private async replace(flowId: string, body: unknown): Promise<JsonAnswer> {
    const references = ReplaceReferencesRequest.parse(body);
    await this.onReferences();
    if (this.refusesReferences) return this.refusesReferences;
    const uses = references.versions.flatMap((version) => version.uses);
    const changed = uses.find(({ connectorId, connectorVersion }) => this.connectors.get(connectorId)?.version !== connectorVersion);
    if (changed) return problem(409, 'reference.connector-changed', `connector ${changed.connectorId} has changed`);
    this.references.set(flowId, references);
    return { status: 200, body: ReferenceList.parse({ items: [] }) };
  }
}
