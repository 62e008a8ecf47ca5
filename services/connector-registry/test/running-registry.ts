import { randomUUID } from 'node:crypto';
import {
  type Connector,
  connectorLifecycle,
  connectorState,
  type DeactivatedConnector,
  DecidingRole,
  deadLetterTopicOf,
  type EvaluationRequest,
  flowLifecycle,
  type OutgoingEvent,
  type RoutingOutcomesReported,
  routingOutcomes,
} from '@patchbay/contracts';
import { connectEventBus, EventBusServer, KafkaEventBus } from '@patchbay/event-bus';
import { createService, type RunningService } from '@patchbay/service-kit';
import {
  type AuthzStub,
  callHttp,
  expectStatus,
  type HttpAnswer,
  type HttpCall,
  openKafka,
  startAuthzStub,
  startIdentityProvider,
  type TenantDatabase,
  type TestIdentityProvider,
  type TestKafka,
  TopicReader,
} from '@patchbay/testing';
import type { z } from 'zod';
import { AppModule, api, serviceName } from '../src/app.module.ts';
import { loadConfig } from '../src/config.ts';
import { createRegistryDatabase } from './registry-database.ts';
import { TokenBrokerStub } from './token-broker-stub.ts';

export const soon = { withinMs: 20_000 };

interface Call extends Partial<HttpCall> {
  /** Default: that of a full administrator; null sends none. */
  token?: string | null;
}

type Json = Record<string, unknown>;
type Decide = Parameters<typeof startAuthzStub>[0];

/** Whom the stub of authz refuses, and why; everybody else may do everything. */
const refused: Record<string, 'role-not-allowed' | 'not-a-member' | 'licence-required'> = {
  'read-only-admin': 'role-not-allowed',
  stranger: 'not-a-member',
  unlicensed: 'licence-required',
};

const decide: Decide = ({ subject: { id } }) => {
  const role = DecidingRole.safeParse(id);
  const roles = role.success ? [role.data] : [];
  const code = refused[id];
  return code === undefined
    ? { decision: true, context: { roles } }
    : { decision: false, context: { reason: { code, message: code }, roles } };
};

/** The service as it runs in production, on a database and topics of its own, its neighbours stubbed at the contract, and what a test says to it. */
export class RunningRegistry {
  private readonly replicas: RunningService[] = [];

  private constructor(
    readonly database: TenantDatabase,
    readonly kafka: TestKafka,
    readonly identity: TestIdentityProvider,
    readonly authz: AuthzStub,
    readonly broker: TokenBrokerStub,
    readonly topics: TopicReader,
    private readonly bus: KafkaEventBus,
  ) {}

  /** Everything that the service needs, without the service. */
  static async prepare(): Promise<RunningRegistry> {
    const [database, kafka, identity, authz, broker] = await Promise.all([
      createRegistryDatabase(),
      openKafka([connectorLifecycle, connectorState, flowLifecycle, routingOutcomes]),
      startIdentityProvider(),
      startAuthzStub(decide),
      TokenBrokerStub.start(),
    ]);
    const reading = new KafkaEventBus({ ...kafka, clientId: 'topic-reader', onFatal: () => undefined });
    const topics = await TopicReader.open(reading, [connectorLifecycle.name, connectorState.name, deadLetterTopicOf(flowLifecycle.name)]);
    const bus = new KafkaEventBus({ ...kafka, clientId: 'flow-executor-stub', onFatal: () => undefined });
    return new RunningRegistry(database, kafka, identity, authz, broker, topics, bus);
  }

  static async start(over: NodeJS.ProcessEnv = {}): Promise<RunningRegistry> {
    const registry = await RunningRegistry.prepare();
    await registry.startService(over);
    return registry;
  }

  environment(over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      PORT: '0',
      LOG_LEVEL: 'silent',
      OIDC_ISSUER: this.identity.issuer,
      OIDC_CLIENT_SECRET: this.identity.clientSecret,
      AUTHZ_URL: this.authz.url,
      POSTGRES_URL: this.database.url,
      POSTGRES_MIGRATION_URL: this.database.migrationUrl,
      KAFKA_BROKERS: this.kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: this.kafka.topicPrefix,
      TOKEN_BROKER_URL: this.broker.url,
      ...over,
    };
  }

  /** One replica more. Requests go to the first. */
  async startService(over: NodeJS.ProcessEnv = {}, logDestination?: { write(line: string): void }): Promise<RunningService> {
    const replica = await createService({
      name: serviceName,
      api,
      config: loadConfig(this.environment(over)),
      module: (config) => AppModule.for(config),
      connect: (app) => connectEventBus(app, app.get(EventBusServer)),
      ...(logDestination && { logDestination }),
    });
    this.replicas.push(replica);
    return replica;
  }

  /** The first replica. @returns whether it stopped in time */
  async stopService(): Promise<boolean> {
    return (await this.replicas.shift()?.stop()) ?? false;
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await Promise.all([this.topics.close(), this.bus.close()]);
    await Promise.all([this.identity.stop(), this.authz.stop(), this.broker.stop()]);
    await this.database.drop();
  }

  async call<Body = Json>(method: string, path: string, { token, ...call }: Call = {}, base = this.url): Promise<HttpAnswer<Body>> {
    const bearer = token === undefined ? await this.identity.userToken('full-admin') : token;
    return callHttp<Body>(method, `${base}${path}`, { ...call, token: bearer });
  }

  get url(): string {
    const [first] = this.replicas;
    if (!first) throw new Error('no service runs');
    return first.url;
  }

  /** From now on this user has no role any more. */
  refuse(userId: string): void {
    refused[userId] = 'role-not-allowed';
  }

  /** What the registry last asked authz. */
  get lastQuestion(): EvaluationRequest | undefined {
    return this.authz.requests.at(-1);
  }

  /** As the executor publishes it, or what it would never publish. */
  async publish(event: { type: string; flowId: string; organizationId: string; data: unknown; id?: string }): Promise<string> {
    const { type, flowId, organizationId, data, id = randomUUID() } = event;
    const envelope = { id, source: 'flow-executor', type, subject: flowId, time: new Date().toISOString(), organizationId, data };
    await this.bus.publish([{ topic: flowLifecycle.name, key: flowId, envelope } as OutgoingEvent]);
    return id;
  }

  /** What an executor has to say of its calls. */
  async report(organizationId: string, data: z.input<typeof RoutingOutcomesReported>): Promise<void> {
    const key = `${data.instanceId}/${organizationId}`;
    const type = 'patchbay.RoutingOutcomesReported';
    const envelope = {
      id: randomUUID(),
      source: 'flow-executor',
      type,
      subject: key,
      time: new Date().toISOString(),
      organizationId,
      data,
    };
    await this.bus.publish([{ topic: routingOutcomes.name, key, envelope } as OutgoingEvent]);
  }

  organization(): OrganizationClient {
    return new OrganizationClient(this, randomUUID());
  }
}

/** An administrator at work in one organization. */
export class OrganizationClient {
  constructor(
    private readonly registry: RunningRegistry,
    readonly organizationId: string,
  ) {}

  call<Body = Json>(method: string, path: string, call: Call = {}): Promise<HttpAnswer<Body>> {
    return this.registry.call(method, `/v1/organizations/${this.organizationId}${path}`, call);
  }

  async create(over: Json = {}): Promise<Connector> {
    const body = { name: `CRM ${randomUUID()}`, accessLevel: 'READ_ONLY', authorized: true, ...over };
    return expectStatus(201, await this.call<Connector>('POST', '/connectors', { body }));
  }

  /** Where nobody holds a lease: halted at once. */
  async deactivate(connectorId: string): Promise<Connector> {
    const { operationId: _operationId, halt: _halt, ...connector } = expectStatus(200, await this.halt(connectorId));
    return connector;
  }

  /** @param query such as `?waitMs=0` */
  halt(connectorId: string, query = '', call: Call = {}): Promise<HttpAnswer<DeactivatedConnector>> {
    return this.call('POST', `/connectors/${connectorId}/deactivate${query}`, { body: { reason: 'leaked' }, ...call });
  }

  async createInactive(over: Json = {}): Promise<Connector> {
    return this.deactivate((await this.create(over)).connectorId);
  }

  /** Version 1 of the flow, live, with these connectors. */
  async refer(flowId: string, ...connectors: readonly Pick<Connector, 'connectorId' | 'version'>[]): Promise<void> {
    const uses = connectors.map(({ connectorId, version }) => ({
      connectorId,
      connectorVersion: version,
      activities: [{ activityId: 'a-1', activityLabel: 'FindQueue', method: 'GET' }],
    }));
    const body = { flowName: 'Main line', owner: 'dev', hasFallback: false, versions: [{ versionNumber: 1, labels: ['Live'], uses }] };
    expectStatus(200, await this.call('PUT', `/flows/${flowId}/references`, { body }));
  }

  /** Deletes what the preview shows. @returns path of the operation below the organization */
  async delete(connectorId: string): Promise<string> {
    const { headers } = await this.call('GET', `/connectors/${connectorId}/impact`);
    const answer = await this.call('DELETE', `/connectors/${connectorId}`, { headers: { 'if-match': headers.get('etag') ?? '' } });
    expectStatus(202, answer);
    return this.below(answer.headers.get('location'));
  }

  /** Path below the organization. */
  below(location: string | null): string {
    return (location ?? '').replace(`/v1/organizations/${this.organizationId}`, '');
  }

  /** The executor's reply to a cancelled deletion. */
  attach(flowId: string, connectorId: string, operation: string, versionNumbers: readonly number[]): Promise<string> {
    const data = { flowId, connectorId, operationId: operation.split('/').at(-1), versionNumbers };
    return this.registry.publish({ type: 'patchbay.FlowAttached', flowId, organizationId: this.organizationId, data });
  }

  /** The executor's reply to a deletion. */
  detach(flowId: string, connectorId: string, operation: string): Promise<string> {
    const data = { flowId, connectorId, operationId: operation.split('/').at(-1), activities: [] };
    return this.registry.publish({ type: 'patchbay.FlowDetached', flowId, organizationId: this.organizationId, data });
  }
}
