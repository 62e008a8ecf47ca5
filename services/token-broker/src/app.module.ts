import { type DynamicModule, Logger, Module, type Provider } from '@nestjs/common';
import { connectorState } from '@patchbay/contracts';
import { AddressPolicy } from '@patchbay/egress';
import { EventBus, EventBusServer, KafkaEventBus } from '@patchbay/event-bus';
import { createDataSource } from '@patchbay/postgres';
import { DatabaseLifecycle, Clock as KitClock, Readiness, ServiceKitModule } from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { EnvelopeVault } from './adapters/crypto/envelope-vault.ts';
import { OAuthClientsController } from './adapters/http/oauth-clients.controller.ts';
import { TokensController } from './adapters/http/tokens.controller.ts';
import { ConnectorStateConsumer } from './adapters/kafka/connector-state.consumer.ts';
import { ConsumerLifecycle } from './adapters/kafka/consumer-lifecycle.ts';
import { OpenIdTokenProvider } from './adapters/openid/openid-token-provider.ts';
import { CreateTokenBroker1762300800000 } from './adapters/postgres/migrations/1762300800000-create-token-broker.ts';
import { PostgresConnectorMirrors } from './adapters/postgres/postgres-connector-mirrors.ts';
import { PostgresOAuthClients } from './adapters/postgres/postgres-oauth-clients.ts';
import { PostgresTokens } from './adapters/postgres/postgres-tokens.ts';
import { RevocationBell, RevocationLoop } from './adapters/schedule/revocation-loop.ts';
import { IssueToken } from './application/issue-token.ts';
import { MirrorConnector } from './application/mirror-connector.ts';
import { OrganizationClient } from './application/organization-client.ts';
import {
  Clock,
  ConnectorMirrors,
  Ids,
  OAuthClients,
  RevocationAlarm,
  TokenProvider,
  Tokens,
  UrlPolicy,
  Vault,
} from './application/ports.ts';
import { ReadTokenStatus } from './application/read-token-status.ts';
import { RegisterOAuthClient } from './application/register-oauth-client.ts';
import { RevokeTokens } from './application/revoke-tokens.ts';
import type { Config } from './config.ts';

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
    controllers: [OAuthClientsController, TokensController, ConnectorStateConsumer],
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
      {
        provide: TokenProvider,
        inject: [KitClock],
        useFactory: (clock: KitClock) =>
          new OpenIdTokenProvider({ policy: new AddressPolicy(config.OUTBOUND_ALLOW_PRIVATE), now: () => clock.now() }),
      },
      OrganizationClient,
      IssueToken,
      ReadTokenStatus,
      RegisterOAuthClient,
      MirrorConnector,
    ],
  };
}

const storage = ({ POSTGRES_URL, POSTGRES_POOL_SIZE }: Config): Provider[] => [
  {
    provide: DataSource,
    useFactory: () =>
      createDataSource({
        url: POSTGRES_URL,
        poolSize: POSTGRES_POOL_SIZE,
        applicationName: serviceName,
        migrations: [CreateTokenBroker1762300800000],
      }),
  },
  {
    provide: DatabaseLifecycle,
    inject: [DataSource, Readiness],
    useFactory: (dataSource: DataSource, readiness: Readiness) => new DatabaseLifecycle(dataSource, readiness),
  },
  { provide: ConnectorMirrors, useClass: PostgresConnectorMirrors },
  { provide: OAuthClients, useClass: PostgresOAuthClients },
  { provide: Tokens, useClass: PostgresTokens },
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
  const openServer = (bus: EventBus, mirror: MirrorConnector) =>
    new EventBusServer({
      bus,
      consumer: serviceName,
      mode: 'group',
      topics: [connectorState],
      onQuarantined: ({ key }) => mirror.quarantine(key),
      onProblem: ({ message, ...problem }) => log.warn({ ...problem, topic: message.topic, key: message.key }),
    });
  return [
    { provide: EventBus, useFactory: openBus },
    { provide: EventBusServer, inject: [EventBus, MirrorConnector], useFactory: openServer },
    ConsumerLifecycle,
  ];
}

const revocation: Provider[] = [RevocationBell, { provide: RevocationAlarm, useExisting: RevocationBell }, RevokeTokens, RevocationLoop];
