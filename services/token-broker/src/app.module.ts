import { type DynamicModule, Logger, Module, type Provider } from '@nestjs/common';
import { connectorState } from '@patchbay/contracts';
import { AddressPolicy } from '@patchbay/egress';
import { EventBus, EventBusServer, KafkaEventBus } from '@patchbay/event-bus';
import { countForWatch, Holder, measureHolder } from '@patchbay/holder';
import { createDataSource } from '@patchbay/postgres';
import { DatabaseLifecycle, Clock as KitClock, Metrics, Readiness, ServiceIdentity, ServiceKitModule } from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { EnvelopeVault } from './adapters/crypto/envelope-vault.ts';
import { CredentialsController } from './adapters/http/credentials.controller.ts';
import { OAuthClientsController } from './adapters/http/oauth-clients.controller.ts';
import { TokensController } from './adapters/http/tokens.controller.ts';
import { ConnectorStateConsumer } from './adapters/kafka/connector-state.consumer.ts';
import { ConsumerLifecycle } from './adapters/kafka/consumer-lifecycle.ts';
import { HeldLease, heldMirrorOf } from './adapters/lease/held-lease.ts';
import { OpenIdTokenProvider } from './adapters/openid/openid-token-provider.ts';
import { OpenIdTokenUrls } from './adapters/openid/openid-token-urls.ts';
import { FetchedValidationUrls } from './adapters/outbound/fetched-validation-urls.ts';
import { CreateTokenBroker1762300800000 } from './adapters/postgres/migrations/1762300800000-create-token-broker.ts';
import { EntrustCredentials1765003000000 } from './adapters/postgres/migrations/1765003000000-entrust-credentials.ts';
import { TakeTurns1765006000000 } from './adapters/postgres/migrations/1765006000000-take-turns.ts';
import { PostgresConnectorKeys } from './adapters/postgres/postgres-connector-keys.ts';
import { PostgresConnectorMirrors } from './adapters/postgres/postgres-connector-mirrors.ts';
import { PostgresCredentials } from './adapters/postgres/postgres-credentials.ts';
import { PostgresOAuthClients } from './adapters/postgres/postgres-oauth-clients.ts';
import { PostgresTokenTurns } from './adapters/postgres/postgres-token-turns.ts';
import { PostgresTokens } from './adapters/postgres/postgres-tokens.ts';
import { RevocationBell, RevocationLoop } from './adapters/schedule/revocation-loop.ts';
import { ConnectorBoxes } from './application/connector-boxes.ts';
import { EntrustedSecret } from './application/credentials/entrusted-secret.ts';
import { ReadCredentialsStatus } from './application/credentials/read-credentials-status.ts';
import { RemoveCredentials } from './application/credentials/remove-credentials.ts';
import { SaveCredentials } from './application/credentials/save-credentials.ts';
import { TryCredentials } from './application/credentials/try-credentials.ts';
import { HaltConnector } from './application/halt-connector.ts';
import { IssueToken } from './application/issue-token.ts';
import { KeptTokens } from './application/kept-tokens.ts';
import { MirrorConnector } from './application/mirror-connector.ts';
import { OrganizationClient } from './application/organization-client.ts';
import {
  Clock,
  ConnectorKeys,
  ConnectorMirrors,
  Credentials,
  Ids,
  Lease,
  OAuthClients,
  RevocationAlarm,
  TokenProvider,
  Tokens,
  TokenTurns,
  TokenUrls,
  UrlPolicy,
  ValidationUrls,
  Vault,
} from './application/ports.ts';
import { ReadTokenStatus } from './application/read-token-status.ts';
import { RegisterOAuthClient } from './application/register-oauth-client.ts';
import { RevokeTokens } from './application/revoke-tokens.ts';
import type { Config } from './config.ts';
import type { HeldMirror } from './domain/lease-refusal.ts';

export const serviceName = 'token-broker';
export const api = {
  title: 'Token broker',
  description: 'Obtains, keeps and revokes the access tokens of connectors, with the OAuth client of each organization.',
};

@Module({})
class AppModule {}

export function appModule(config: Config): DynamicModule {
  return {
    module: AppModule,
    imports: [ServiceKitModule.forService({ name: serviceName, config })],
    controllers: [CredentialsController, OAuthClientsController, TokensController, ConnectorStateConsumer],
    providers: [
      { provide: Clock, useExisting: KitClock },
      { provide: Ids, useValue: { next: uuidv7 } satisfies Ids },
      {
        provide: UrlPolicy,
        useValue: { allows: ({ protocol }) => protocol === 'https:' || config.ALLOW_INSECURE_ISSUERS } satisfies UrlPolicy,
      },
      { provide: Vault, useValue: new EnvelopeVault(config.KEY_ENCRYPTION_KEY) },
      ...storage(config),
      ...following(config),
      ...revocation,
      ...leased(config),
      ...outbound(config),
      ...credentials,
      OrganizationClient,
      ConnectorBoxes,
      KeptTokens,
      IssueToken,
      ReadTokenStatus,
      RegisterOAuthClient,
      MirrorConnector,
    ],
  };
}

function outbound({ OUTBOUND_ALLOW_PRIVATE }: Config): Provider[] {
  const policy = new AddressPolicy(OUTBOUND_ALLOW_PRIVATE);
  const options = (clock: KitClock) => ({ policy, now: () => clock.now() });
  return [
    { provide: TokenProvider, inject: [KitClock], useFactory: (clock: KitClock) => new OpenIdTokenProvider(options(clock)) },
    { provide: TokenUrls, inject: [KitClock], useFactory: (clock: KitClock) => new OpenIdTokenUrls(options(clock)) },
    { provide: ValidationUrls, useValue: new FetchedValidationUrls(policy) },
  ];
}

const credentials: Provider[] = [EntrustedSecret, TryCredentials, SaveCredentials, RemoveCredentials, ReadCredentialsStatus];

const storage = ({ POSTGRES_URL, POSTGRES_POOL_SIZE }: Config): Provider[] => [
  {
    provide: DataSource,
    useFactory: () =>
      createDataSource({
        url: POSTGRES_URL,
        poolSize: POSTGRES_POOL_SIZE,
        applicationName: serviceName,
        migrations: [CreateTokenBroker1762300800000, EntrustCredentials1765003000000, TakeTurns1765006000000],
      }),
  },
  {
    provide: DatabaseLifecycle,
    inject: [DataSource, Readiness],
    useFactory: (dataSource: DataSource, readiness: Readiness) => new DatabaseLifecycle(dataSource, readiness),
  },
  { provide: ConnectorMirrors, useClass: PostgresConnectorMirrors },
  { provide: ConnectorKeys, useClass: PostgresConnectorKeys },
  { provide: Credentials, useClass: PostgresCredentials },
  { provide: OAuthClients, useClass: PostgresOAuthClients },
  { provide: Tokens, useClass: PostgresTokens },
  { provide: TokenTurns, useClass: PostgresTokenTurns },
];

function following({ KAFKA_BROKERS, KAFKA_TOPIC_PREFIX }: Config): Provider[] {
  const log = new Logger('event-bus');
  const openBus = () =>
    new KafkaEventBus({
      brokers: KAFKA_BROKERS,
      clientId: serviceName,
      topicPrefix: KAFKA_TOPIC_PREFIX,
      onFatal: (error) => {
        log.fatal(error);
        process.exit(1);
      },
      onError: (error) => log.warn(error),
    });
  const openServer = (bus: EventBus, mirror: MirrorConnector, lease: Lease) =>
    new EventBusServer({
      bus,
      consumer: serviceName,
      mode: 'group',
      topics: [connectorState],
      onQuarantined: ({ key }) => {
        lease.quarantine(key);
        return mirror.quarantine(key);
      },
      onProblem: ({ message, ...problem }) => log.warn({ ...problem, topic: message.topic, key: message.key }),
    });
  return [
    { provide: EventBus, useFactory: openBus },
    { provide: EventBusServer, inject: [EventBus, MirrorConnector, Lease], useFactory: openServer },
    ConsumerLifecycle,
  ];
}

const revocation: Provider[] = [RevocationBell, { provide: RevocationAlarm, useExisting: RevocationBell }, RevokeTokens, RevocationLoop];

function leased({ REGISTRY_URLS }: Config): Provider[] {
  const log = new Logger('lease');
  const hold = (identity: ServiceIdentity, { registry }: Metrics) => {
    const holder = new Holder<HeldMirror>({
      registryUrls: REGISTRY_URLS,
      kind: 'token-broker',
      token: () => identity.accessToken(),
      discardToken: (token) => identity.discard(token),
      keep: heldMirrorOf,
      watch: { ...countForWatch(registry), problem: (what, error) => log.warn({ what, error }) },
    });
    measureHolder(registry, holder);
    log.log(`leases are held as ${holder.state.instanceId}`);
    return holder;
  };
  return [
    { provide: Holder, inject: [ServiceIdentity, Metrics], useFactory: hold },
    HaltConnector,
    HeldLease,
    { provide: Lease, useExisting: HeldLease },
  ];
}
