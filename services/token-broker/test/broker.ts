import { randomUUID } from 'node:crypto';
import { connectorState, HeldConnector, OrganizationId, type OutgoingEvent } from '@patchbay/contracts';
import { privateTargets } from '@patchbay/egress';
import { connectEventBus, EventBusServer, KafkaEventBus } from '@patchbay/event-bus';
import { Holder } from '@patchbay/holder';
import { createService, type RunningService } from '@patchbay/service-kit';
import { callHttp, createDatabase, eventually, HaltRegistry, openKafka, startAuthzStub, startIdentityProvider } from '@patchbay/testing';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { appModule, serviceName } from '../src/app.module.ts';
import { ConnectorKeys } from '../src/application/ports.ts';
import { CustomApi } from './custom-api.ts';
import { givenConfig, keyEncryptionKey } from './given.ts';
import { ProviderStub } from './provider-stub.ts';

export const soon = { withinMs: 10_000 };
const clientBody = { clientId: 'integration', clientSecret: 'integration-secret', apiBaseUrl: 'http://127.0.0.1:9/contact-center' };

type Change = Readonly<Record<string, unknown>>;

const stateOf = (connectorId: string): Change => ({
  connectorId,
  name: 'CRM',
  kind: 'webex-contact-center',
  accessLevel: 'READ_ONLY',
  state: 'ACTIVE',
  version: 1,
  haltMode: null,
  staleGraceMs: 0,
});

type Authz = Awaited<ReturnType<typeof startAuthzStub>>;
type Decide = Parameters<typeof startAuthzStub>[0];
type Identity = Awaited<ReturnType<typeof startIdentityProvider>>;
type Database = Awaited<ReturnType<typeof createDatabase>>;

interface Parts {
  identity: Identity;
  provider: ProviderStub;
  customApi: CustomApi;
  authz: Authz;
  registry: HaltRegistry;
  database: Database;
  bus: KafkaEventBus;
  kafka: Awaited<ReturnType<typeof openKafka>>;
  service: RunningService;
}

/** The service on real Postgres and Kafka, with its neighbours stubbed at the contract. */
export class Broker {
  /** Answers of authz; replaced by tests that want a refusal. */
  static decide: Decide = () => ({ decision: true });
  readonly organizationId = OrganizationId.parse(randomUUID());

  private constructor(private readonly parts: Parts) {}

  static async start(): Promise<Broker> {
    const [identity, provider, customApi, authz, registry, database, kafka] = await Promise.all([
      startIdentityProvider(),
      ProviderStub.start(),
      CustomApi.start(),
      startAuthzStub((request) => Broker.decide(request)),
      new HaltRegistry().start(),
      createDatabase(),
      openKafka([connectorState]),
    ]);
    const config = givenConfig({
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_SECRET: identity.clientSecret,
      AUTHZ_URL: authz.url,
      REGISTRY_URLS: [registry.url],
      POSTGRES_URL: database.url,
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      OUTBOUND_ALLOW_PRIVATE: privateTargets.parse(`${new URL(provider.issuer).host},${new URL(customApi.url).host}`),
    });
    const service = await createService({
      name: serviceName,
      config,
      module: appModule,
      connect: (app) => connectEventBus(app, app.get(EventBusServer)),
    });
    const bus = new KafkaEventBus({
      brokers: kafka.brokers,
      clientId: 'registry-stub',
      topicPrefix: kafka.topicPrefix,
      onFatal: () => undefined,
    });
    return new Broker({ identity, provider, customApi, authz, registry, database, bus, kafka, service });
  }

  get provider(): ProviderStub {
    return this.parts.provider;
  }

  get customApi(): CustomApi {
    return this.parts.customApi;
  }

  get registry(): HaltRegistry {
    return this.parts.registry;
  }

  get identity(): Identity {
    return this.parts.identity;
  }

  get url(): string {
    return this.parts.service.url;
  }

  async stop(): Promise<void> {
    const { identity, provider, customApi, authz, registry, database, bus, service } = this.parts;
    await service.stop();
    await bus.close();
    await Promise.all([identity, provider, customApi, authz, registry].map((neighbour) => neighbour.stop()));
    await database.drop();
  }

  call(method: string, path: string, body?: unknown, token?: string): ReturnType<Broker['callAs']> {
    return this.callAs(this.organizationId, method, path, body, token);
  }

  async callAs(
    organizationId: string,
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    base = this.url,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await callHttp<Record<string, unknown> | undefined>(method, `${base}/v1/organizations/${organizationId}/${path}`, {
      token: token ?? (await this.identity.serviceToken('flow-executor')),
      ...(typeof body === 'string' ? { raw: body } : { body }),
    });
    return { status: answer.status, body: answer.body ?? {} };
  }

  register(body: object = {}) {
    return this.call('POST', 'oauth-clients', { issuer: this.provider.issuer, ...clientBody, ...body });
  }

  /** @param base which replica is asked */
  issue(connectorId: string, connectorVersion: number, base = this.url) {
    return this.callAs(this.organizationId, 'POST', `connectors/${connectorId}/token`, { connectorVersion }, undefined, base);
  }

  /** Of one replica more, in a process of its own. */
  environment(): NodeJS.ProcessEnv {
    const { identity, provider, authz, registry, database, kafka } = this.parts;
    return {
      PORT: '0',
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_SECRET: identity.clientSecret,
      AUTHZ_URL: authz.url,
      REGISTRY_URLS: registry.url,
      POSTGRES_URL: database.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      KEY_ENCRYPTION_KEY: keyEncryptionKey.toString('base64'),
      OUTBOUND_ALLOW_PRIVATE: new URL(provider.issuer).host,
      ALLOW_INSECURE_ISSUERS: 'true',
    };
  }

  get databaseUrl(): string {
    return this.parts.database.url;
  }

  /** As the registry does: holders of leases hear of what is newer, and the topic of everything. */
  async announce(connectorId: string, change: Change, type = 'patchbay.ConnectorState', eventId = uuidv7()): Promise<void> {
    if (type === 'patchbay.ConnectorState') this.push({ ...stateOf(connectorId), ...change });
    await this.announceByKafka(connectorId, change, {}, type, eventId);
  }

  /** @param place in the registry's history */
  async announceByKafka(
    connectorId: string,
    change: Change,
    place: object,
    type = 'patchbay.ConnectorState',
    id = uuidv7(),
  ): Promise<void> {
    const { organizationId } = this;
    const about = { id, source: 'connector-registry', type, subject: connectorId, time: new Date().toISOString(), organizationId };
    const envelope = { ...about, ...place, data: { ...stateOf(connectorId), ...change } } as OutgoingEvent['envelope'];
    await this.parts.bus.publish([{ topic: connectorState.name, key: connectorId, envelope }]);
  }

  /** Tells the holders alone, and them only what could be committed. */
  push(data: Change): void {
    const { data: told } = HeldConnector.safeParse({ ...data, organizationId: this.organizationId });
    const known = this.registry.connectors().find(({ connectorId }) => connectorId === told?.connectorId);
    if (told && told.version > (known?.version ?? 0)) this.registry.change(told);
  }

  /** A connector that the broker knows to be active in version 1. */
  async activeConnector(change: Change & { version?: number } = {}): Promise<string> {
    const connectorId = uuidv7();
    await this.announce(connectorId, change);
    await this.untilKnown(connectorId, change.version ?? 1);
    return connectorId;
  }

  async untilKnown(connectorId: string, version: number): Promise<void> {
    await eventually(async () => {
      const { body } = await this.call('GET', `connectors/${connectorId}/token/status`);
      expect(body).toMatchObject({ connectorVersion: version });
      expect(this.parts.service.app.get(Holder).find(connectorId)?.version).toBeGreaterThanOrEqual(version);
    }, soon);
  }

  get keys(): ConnectorKeys {
    return this.parts.service.app.get(ConnectorKeys);
  }

  query(statement: string): Promise<unknown[]> {
    return this.parts.service.app.get(DataSource).query(statement);
  }
}
