import type { IncomingMessage } from 'node:http';
import { ConnectorList, type ConnectorStateRecord, ReferenceList, ReplaceReferencesRequest } from '@patchbay/contracts';
import { HaltRegistry } from '@patchbay/testing';
import type { z } from 'zod';
import { type JsonAnswer, type JsonServer, problem, startJsonServer } from './json-server.ts';

export type StubConnector = Extract<z.input<typeof ConnectorStateRecord>, { kind: 'webex-contact-center' }> & { organizationId: string };
export type Registered = z.output<typeof ReplaceReferencesRequest>;

/** The registry, as far as the executor asks it: its lease, the connectors of an organization, the references of a flow. */
export class RegistryStub {
  readonly connectors = new Map<string, StubConnector>();
  readonly halts = new HaltRegistry();
  /** What is registered now, by flow. */
  readonly references = new Map<string, Registered>();
  /** Set to let the next references fail. */
  refusesReferences: JsonAnswer | undefined;
  /** Called while references are being replaced. */
  onReferences: () => Promise<void> = async () => undefined;
  private server: JsonServer | undefined;

  async start(): Promise<this> {
    this.server = await startJsonServer(
      (request, body) => this.answer(request, body),
      (request, response) => this.halts.handle(request, response),
    );
    return this;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  async stop(): Promise<void> {
    await Promise.all([this.halts.stop(), this.server?.stop()]);
  }

  private async answer({ method, url = '', headers }: IncomingMessage, body: unknown): Promise<JsonAnswer> {
    if (!headers.authorization?.startsWith('Bearer ')) return problem(401, 'request.unauthenticated');
    const { pathname } = new URL(url, 'http://registry');
    const [, organizationId, resource, flowId] =
      /^\/v1\/organizations\/([^/]+)\/(connectors|flows)(?:\/([^/]+)\/references)?$/.exec(pathname) ?? [];
    if (resource === 'connectors' && method === 'GET') return this.list(organizationId);
    if (resource === 'flows' && method === 'PUT' && flowId) return this.replace(flowId, body);
    if (resource === 'flows' && method === 'DELETE' && flowId) return this.release(flowId);
    return problem(404, 'request.unknown-route');
  }

  /** Commits a change, and tells it to the holders. @returns its place in the history */
  change(connector: StubConnector): number {
    this.connectors.set(connector.connectorId, connector);
    return this.halts.change({ ...connector, staleGraceMs: connector.staleGraceMs ?? 0 });
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
