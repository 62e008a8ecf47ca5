import { randomUUID } from 'node:crypto';
import type { Connector, DeactivatedConnector, Execution, Operation, RecordedVersion } from '@patchbay/contracts';
import type { TestIdentityProvider } from '@patchbay/testing';
import { type CustomerFlow, connectorName, customerFlow } from './customer-flow.ts';
import { type Answer, ask, demand } from './http.ts';
import type { Member } from './member.ts';
import type { RecordingUpstream } from './recording-upstream.ts';

/** A connector, and a published flow that calls its API once. */
export interface Line {
  connectorId: string;
  flowId: string;
}

/** A replica, or what stands in front of it. */
type Place = Pick<Member, 'url'>;

/** What an organization needs of a fleet. */
interface World {
  registries: readonly Member[];
  executors: readonly Member[];
  brokers: readonly Member[];
  upstream: RecordingUpstream;
}

export interface DeactivateOptions {
  /** How long the answer may wait for the proof. */
  waitMs?: number;
  mode?: 'abort' | 'drain';
  idempotencyKey?: string;
  /** Who is asked. Default: the first replica. */
  registry?: Place;
  signal?: AbortSignal;
}

const contact = { ani: '+14155550100', dnis: '+18005550100' };
const tokenLivesMs = 120_000;

/** One organization on a fleet: its administrator, its flow developer and the voice platform that calls. */
export class Organization {
  readonly id = randomUUID();
  private readonly world: World;
  private readonly identity: TestIdentityProvider;
  private current: { token: Promise<string>; untilMs: number } | undefined;

  private constructor(world: World, identity: TestIdentityProvider) {
    this.world = world;
    this.identity = identity;
  }

  static async create(world: World, identity: TestIdentityProvider): Promise<Organization> {
    const organization = new Organization(world, identity);
    const { url } = world.upstream;
    await organization.demand('POST', world.brokers[0], '/oauth-clients', {
      ...{ issuer: url, clientId: 'fleet', clientSecret: 'secret', apiBaseUrl: `${url}/api` },
    });
    return organization;
  }

  async line(flowOptions: Omit<CustomerFlow, 'path'> = {}): Promise<Line> {
    const [registry] = this.world.registries;
    const executor = this.world.executors[0];
    const name = randomUUID();
    const { connectorId } = await this.demand<Connector>('POST', registry, '/connectors', {
      name,
      accessLevel: 'READ_WRITE',
      authorized: true,
    });
    const flow = { ...customerFlow({ retries: 0, timeoutMs: 20_000, ...flowOptions, path: `/${connectorId}/customers` }), name };
    const { flowId } = await this.demand<{ flowId: string }>('POST', executor, '/flows', {
      ...{ export: flow, connectors: { [connectorName]: connectorId }, fallbackDestination: 'Emergency queue' },
    });
    await this.demand('POST', executor, `/flows/${flowId}/publish`, {});
    return { connectorId, flowId };
  }

  /** One call as the voice platform makes it. Every answer is one, also a refusal. */
  async call({ flowId }: Line, executor: Member, signal?: AbortSignal): Promise<Answer<Execution>> {
    return this.ask('POST', executor, '/executions', { body: { flowId, contact }, ...(signal && { signal }) });
  }

  deactivate({ connectorId }: Line, options: DeactivateOptions = {}): Promise<Answer<DeactivatedConnector>> {
    const { waitMs = 30_000, mode = 'abort', idempotencyKey, registry = this.world.registries[0], signal } = options;
    return this.ask('POST', registry, `/connectors/${connectorId}/deactivate?waitMs=${waitMs}`, {
      body: { mode, reason: 'a fault is near' },
      headers: { ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
      ...(signal && { signal }),
    });
  }

  /** @param version that it has */
  activate({ connectorId }: Line, version: number, registry: Place | undefined = this.world.registries[0]): Promise<Answer<Connector>> {
    return this.ask('POST', registry, `/connectors/${connectorId}/activate`, { headers: { 'if-match': `"${version}"` } });
  }

  connector({ connectorId }: Line, registry: Place | undefined = this.world.registries[0]): Promise<Connector> {
    return this.demand('GET', registry, `/connectors/${connectorId}`);
  }

  operation(operationId: string, waitMs = 0, registry: Place | undefined = this.world.registries[0]): Promise<Operation> {
    return this.demand('GET', registry, `/operations/${operationId}?waitMs=${waitMs}`);
  }

  /** Oldest first. */
  versions({ connectorId }: Line, registry: Place | undefined = this.world.registries[0]): Promise<RecordedVersion[]> {
    return this.demand('GET', registry, `/history/versions?connectorId=${connectorId}`);
  }

  async ask<Body>(
    method: string,
    member: Place | undefined,
    path: string,
    asked: { body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
  ): Promise<Answer<Body>> {
    return ask(method, this.urlOf(member, path), { ...asked, token: await this.token() });
  }

  async demand<Body>(method: string, member: Place | undefined, path: string, body?: unknown): Promise<Body> {
    return demand(method, this.urlOf(member, path), { token: await this.token(), ...(body !== undefined && { body }) });
  }

  private urlOf(member: Place | undefined, path: string): string {
    if (!member) throw new Error('the fleet has no such member');
    return `${member.url}/v1/organizations/${this.id}${path}`;
  }

  private token(): Promise<string> {
    if (!this.current || Date.now() > this.current.untilMs)
      this.current = { token: this.identity.userToken('full-admin'), untilMs: Date.now() + tokenLivesMs };
    return this.current.token;
  }
}
