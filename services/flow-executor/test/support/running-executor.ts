import { randomUUID } from 'node:crypto';
import {
  connectorLifecycle,
  connectorState,
  Execution,
  Flow,
  flowLifecycle,
  type OutgoingEvent,
  type Problem,
  PublishedVersion,
  routingOutcomes,
} from '@patchbay/contracts';
import { KafkaEventBus } from '@patchbay/event-bus';
import { createService, type RunningService } from '@patchbay/service-kit';
import {
  type AuthzStub,
  callHttp,
  eventually,
  expectStatus,
  type HttpAnswer,
  type HttpCall,
  openKafka,
  startAuthzStub,
  startIdentityProvider,
  type TestDatabase,
  type TestIdentityProvider,
  type TestKafka,
  type TopicReader,
} from '@patchbay/testing';
import { EventFeed } from '../../src/adapters/kafka/event-feed.ts';
import { AppModule, api, bodyLimitBytes, serviceName } from '../../src/app.module.ts';
import { loadConfig } from '../../src/config.ts';
import { decide } from './access-stub.ts';
import { createFlowDatabase } from './flow-database.ts';
import { connectorInExports } from './flows.ts';
import { OwnNames } from './own-names.ts';
import { readTopics } from './read-topics.ts';
import { RegistryStub, type StubConnector } from './registry-stub.ts';
import { TokenBrokerStub } from './token-broker-stub.ts';
import { Upstream } from './upstream.ts';

export const soon = { withinMs: 20_000 };

type Json = Record<string, unknown>;

export interface Call extends Partial<HttpCall> {
  /** Default: that of a flow developer; null sends none. */
  token?: string | null;
}

interface Surroundings {
  database: TestDatabase;
  kafka: TestKafka;
  identity: TestIdentityProvider;
  authz: AuthzStub;
  registry: RegistryStub;
  broker: TokenBrokerStub;
  upstream: Upstream;
}

/** The service as it runs in production, on a database and topics of its own, its neighbours stubbed at the contract, and what a test says to it. */
export class RunningExecutor {
  private readonly replicas: RunningService[] = [];
  private readonly bus: KafkaEventBus;

  private constructor(
    readonly around: Surroundings,
    readonly topics: TopicReader,
  ) {
    this.bus = new KafkaEventBus({ ...around.kafka, clientId: 'connector-registry-stub', onFatal: () => undefined });
  }

  static async prepare(): Promise<RunningExecutor> {
    const [database, kafka, identity, authz, registry, broker, upstream] = await Promise.all([
      createFlowDatabase(),
      openKafka([connectorLifecycle, connectorState, flowLifecycle, routingOutcomes]),
      startIdentityProvider(),
      startAuthzStub(decide),
      new RegistryStub().start(),
      new TokenBrokerStub().start(),
      Upstream.start(),
    ]);
    broker.resource = `${upstream.url}/api`;
    const topics = await readTopics(kafka);
    return new RunningExecutor({ database, kafka, identity, authz, registry, broker, upstream }, topics);
  }

  static async start(over: NodeJS.ProcessEnv = {}): Promise<RunningExecutor> {
    const executor = await RunningExecutor.prepare();
    await executor.startReplica(over);
    await executor.ready();
    return executor;
  }

  environment(over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { database, kafka, identity, authz, registry, broker, upstream } = this.around;
    return {
      PORT: '0',
      LOG_LEVEL: 'silent',
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_SECRET: identity.clientSecret,
      AUTHZ_URL: authz.url,
      POSTGRES_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      REGISTRY_URL: registry.url,
      TOKEN_BROKER_URL: broker.url,
      OUTBOUND_ALLOW_PRIVATE: `127.0.0.1:${upstream.port}`,
      ...over,
    };
  }

  /** One replica more. Requests go to the first unless a test says otherwise. */
  async startReplica(over: NodeJS.ProcessEnv = {}): Promise<RunningService> {
    const replica = await createService({
      name: serviceName,
      config: loadConfig(this.environment(over)),
      module: (config) => AppModule.for(config),
      api,
      bodyLimitBytes,
      connect: (app) => app.get(EventFeed).connect(app),
    });
    this.replicas.push(replica);
    return replica;
  }

  async ready(replica = this.replicas[0]): Promise<void> {
    await eventually(async () => {
      const answer = await fetch(`${replica?.url}/readyz`);
      expect({ status: answer.status, text: await answer.text() }).toMatchObject({ status: 200 });
    }, soon);
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await Promise.all([this.topics.close(), this.bus.close()]);
    const { identity, authz, registry, broker, upstream, database } = this.around;
    await Promise.all([identity, authz, registry, broker, upstream].map((neighbour) => neighbour.stop()));
    await database.drop();
  }

  get url(): string {
    return this.replicas[0]?.url ?? '';
  }

  async call<Body = Json>(method: string, path: string, { token, ...call }: Call = {}, base = this.url): Promise<HttpAnswer<Body>> {
    const bearer = token === undefined ? await this.around.identity.userToken('developer') : token;
    return callHttp<Body>(method, `${base}${path}`, { ...call, token: bearer });
  }

  /** A record of the state topic, or what should never be there. */
  async publishState(connectorId: string, data: unknown, type = 'patchbay.ConnectorState'): Promise<void> {
    await this.publish(connectorState.name, connectorId, type, data);
  }

  /** @returns the id of the event */
  async publish(
    topic: string,
    connectorId: string,
    type: string,
    data: unknown,
    organizationId: string = randomUUID(),
    id: string = randomUUID(),
  ): Promise<string> {
    const envelope = { id, source: 'connector-registry', type, subject: connectorId, time: new Date().toISOString(), organizationId, data };
    await this.bus.publish([{ topic, key: connectorId, envelope } as OutgoingEvent]);
    return id;
  }

  organization(): OrganizationClient {
    return new OrganizationClient(this, randomUUID());
  }
}

/** A flow developer and the voice platform at work in one organization, and the registry that knows its connectors. */
export class OrganizationClient {
  private readonly names = new OwnNames();

  constructor(
    private readonly executor: RunningExecutor,
    readonly organizationId: string,
  ) {}

  call<Body = Json>(method: string, path: string, call: Call = {}, base?: string): Promise<HttpAnswer<Body>> {
    return this.executor.call(method, `/v1/organizations/${this.organizationId}${path}`, call, base);
  }

  /** An active connector that the registry and the gates of the replicas know. */
  async connector(over: Partial<StubConnector> = {}): Promise<StubConnector> {
    const { organizationId } = this;
    const connector: StubConnector = {
      connectorId: randomUUID(),
      kind: 'webex-contact-center',
      name: connectorInExports,
      accessLevel: 'READ_ONLY',
      state: 'ACTIVE',
      version: 1,
      haltMode: null,
      organizationId,
      ...over,
    };
    return this.change(connector, {});
  }

  /** As the registry changes and tells it. */
  async change(connector: StubConnector, change: Partial<StubConnector>): Promise<StubConnector> {
    const changed = { ...connector, ...change };
    this.executor.around.registry.change(changed);
    await this.executor.publishState(changed.connectorId, changed);
    return changed;
  }

  /** What the registry says of a deletion. */
  tell(type: string, { version, ...connector }: StubConnector & { operationId: string }, id?: string): Promise<string> {
    const { connectorId, organizationId } = connector;
    const data = { ...connector, version: version + 1, actor: 'u-admin' };
    return this.executor.publish(connectorLifecycle.name, connectorId, type, data, organizationId, id);
  }

  /** @param again the same once more */
  async delete(
    connector: StubConnector,
    again?: { operationId: string; eventId: string },
  ): Promise<{ operationId: string; eventId: string }> {
    const { operationId = randomUUID(), eventId: id } = again ?? {};
    const eventId = await this.tell('patchbay.ConnectorDeleting', { ...connector, state: 'DELETING', operationId }, id);
    return { operationId, eventId };
  }

  async import(flow: unknown, over: Json = {}): Promise<Flow> {
    const body = { export: this.names.own(flow), ...over };
    return Flow.parse(expectStatus(201, await this.call('POST', '/flows', { body })));
  }

  async publish(flowId: string, body: Json = {}): Promise<PublishedVersion> {
    return PublishedVersion.parse(expectStatus(200, await this.call('POST', `/flows/${flowId}/publish`, { body })));
  }

  async publishedFlow(flow: unknown, over: Json = {}): Promise<string> {
    const { flowId } = await this.import(flow, over);
    await this.publish(flowId);
    return flowId;
  }

  /** A call to the flow, as the voice platform begins it. */
  async start(flowId: string, over: Json = {}, base?: string): Promise<Execution> {
    const body = { flowId, contact: { ani: '+15550100', dnis: '100', interactionId: 'i-1' }, ...over };
    const token = await this.executor.around.identity.serviceToken('voice-platform');
    return Execution.parse(expectStatus(201, await this.call('POST', '/executions', { body, token }, base)));
  }

  /** Until the gate of the replica has heard that the connector is active. */
  async startUntil(flowId: string, outcome: Json, base?: string): Promise<Execution> {
    return eventually(async () => {
      const execution = await this.start(flowId, {}, base);
      expect(execution.outcome).toMatchObject(outcome);
      return execution;
    }, soon);
  }
}

export const problemOf = ({ status, body }: HttpAnswer<unknown>): { status: number; code: string } => ({
  status,
  code: (body as Problem).code,
});
