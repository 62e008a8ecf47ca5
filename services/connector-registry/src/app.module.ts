import { type DynamicModule, Module, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { EventBus, EventBusServer } from '@patchbay/event-bus';
import { Outbox, OutboxRelay, outboxMigrations } from '@patchbay/outbox';
import { PostgresListener } from '@patchbay/postgres';
import * as kit from '@patchbay/service-kit';
import { v7 as uuidv7 } from 'uuid';
import { ConnectorsController } from './adapters/http/connectors.controller.ts';
import { DeletionController } from './adapters/http/deletion.controller.ts';
import { DirectoryController } from './adapters/http/directory/directory.controller.ts';
import { FlowReferencesController } from './adapters/http/flow-references.controller.ts';
import { MirrorsController } from './adapters/http/mirrors.controller.ts';
import { OperationsController } from './adapters/http/operations.controller.ts';
import { Sha256Fingerprint } from './adapters/http/sha256-fingerprint.ts';
import { SnapshotController } from './adapters/http/snapshot.controller.ts';
import { FlowEventsConsumer } from './adapters/kafka/flow-events.consumer.ts';
import { HttpTokenRevoker } from './adapters/outbound/http-token-revoker.ts';
import { BatchedWakeups } from './adapters/postgres/batched-wakeups.ts';
import { connectorRow } from './adapters/postgres/connector-row.ts';
import { PostgresChanges } from './adapters/postgres/holders/postgres-changes.ts';
import { registryMigrations } from './adapters/postgres/migrations.ts';
import { OperationRunner } from './adapters/postgres/operation-runner.ts';
import { PostgresEventProgress } from './adapters/postgres/postgres-event-progress.ts';
import { PostgresIdempotentRequests } from './adapters/postgres/postgres-idempotent-requests.ts';
import { PostgresOperationChanges } from './adapters/postgres/postgres-operation-changes.ts';
import { PostgresOperationQueue } from './adapters/postgres/postgres-operation-queue.ts';
import { PostgresRegistryReader } from './adapters/postgres/postgres-registry-reader.ts';
import { PostgresUnitOfWork } from './adapters/postgres/postgres-unit-of-work.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { BrokerSightings } from './adapters/telemetry/broker-sightings.ts';
import { reportHealth } from './adapters/telemetry/health.ts';
import { LoggedChanges } from './adapters/telemetry/logged-changes.ts';
import { ActivateConnector } from './application/activate-connector.ts';
import { AdvanceOperations } from './application/advance-operations.ts';
import { AttachFlow } from './application/attach-flow.ts';
import { AwaitOperation } from './application/await-operation.ts';
import { CancelOperation } from './application/cancel-operation.ts';
import { ChangeConnector } from './application/change-connector.ts';
import { CreateConnector } from './application/create-connector.ts';
import { DeactivateConnector } from './application/deactivate-connector.ts';
import { DeleteConnector } from './application/delete-connector.ts';
import { DetachFlow } from './application/detach-flow.ts';
import * as ports from './application/ports.ts';
import { ReplaceFlowReferences } from './application/replace-flow-references.ts';
import { UpdateConnector } from './application/update-connector.ts';
import type { Config } from './config.ts';
import { directoryProviders } from './directory.parts.ts';
import { connectorId, operationId } from './domain/ids.ts';
import { eventFeedControllers, eventFeedOf } from './event-feed.parts.ts';
import { eventsOf } from './events.parts.ts';
import { haltControllers, haltsOf } from './halts.parts.ts';
import { historyControllers, historyProviders } from './history.parts.ts';
import { impactControllers, impactOf } from './impact.parts.ts';
import { reporterFor } from './reporter.ts';
import { scheduleControllers, schedulesOf } from './schedule.parts.ts';
import { stateTopicOf } from './state-topic.parts.ts';

export const serviceName = 'connector-registry';

export const api = {
  title: 'Connector registry',
  description:
    'Connectors of organizations: their lifecycle, the flows that refer to them, their deletion, and a snapshot for services that start.',
};

const useCases = [
  CreateConnector,
  ChangeConnector,
  UpdateConnector,
  DeactivateConnector,
  ActivateConnector,
  DeleteConnector,
  ReplaceFlowReferences,
  DetachFlow,
  AttachFlow,
  CancelOperation,
  AdvanceOperations,
  AwaitOperation,
];

@Module({})
export class AppModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly database: RegistryDatabase,
    private readonly listener: PostgresListener,
    private readonly bus: EventBus,
    private readonly relay: OutboxRelay,
    private readonly runner: OperationRunner,
    private readonly consumer: EventBusServer,
    private readonly broker: BrokerSightings,
    private readonly readiness: kit.Readiness,
    private readonly metrics: kit.Metrics,
  ) {}

  static for(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [kit.ServiceKitModule.forService({ name: serviceName, config })],
      controllers: [
        ConnectorsController,
        DirectoryController,
        DeletionController,
        FlowReferencesController,
        OperationsController,
        SnapshotController,
        MirrorsController,
        FlowEventsConsumer,
        ...historyControllers,
        ...impactControllers,
        ...scheduleControllers,
        ...eventFeedControllers,
        ...haltControllers,
      ],
      providers: [
        ...useCases,
        ...directoryProviders(),
        // Before what remembers answers: the interceptor that waits for a halt is to be around that one.
        ...haltsOf(config),
        ...kit.idempotencyProviders({
          inject: [RegistryDatabase],
          useFactory: (database: RegistryDatabase) => new PostgresIdempotentRequests(database),
        }),
        ...valuesOf(config),
        ...databaseOf(config),
        ...eventsOf(config, serviceName),
        ...neighboursOf(config),
        ...historyProviders,
        ...impactOf(config),
        ...schedulesOf(),
        ...eventFeedOf(config),
        ...stateTopicOf(config, serviceName),
      ],
    };
  }

  onApplicationBootstrap(): void {
    reportHealth({
      readiness: this.readiness,
      metrics: this.metrics,
      broker: this.broker,
      askDatabase: (statement) => this.database.system.query(statement),
      relayHealth: () => this.relay.health(),
      consumerHealth: () => this.consumer.health(),
    });
    this.listener.start();
    this.relay.start();
    this.runner.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.runner.stop(), this.relay.stop()]);
    await this.bus.close();
    await this.listener.stop();
    await this.database.close();
  }
}

function valuesOf({ CONNECTOR_QUOTA }: Config): Provider[] {
  return [
    { provide: ports.Clock, useExisting: kit.Clock },
    { provide: ports.Identifiers, useValue: { connectorId: () => connectorId(uuidv7()), operationId: () => operationId(uuidv7()) } },
    { provide: ports.Quota, useValue: { connectorsPerOrganization: CONNECTOR_QUOTA } },
    { provide: ports.ImpactFingerprint, useClass: Sha256Fingerprint },
    { provide: ports.ChangeObserver, inject: [kit.Metrics], useFactory: (metrics: kit.Metrics) => new LoggedChanges(metrics) },
    { provide: BrokerSightings, inject: [kit.Clock], useFactory: (clock: kit.Clock) => new BrokerSightings(clock) },
  ];
}

function databaseOf({ POSTGRES_URL, POSTGRES_MIGRATION_URL, POSTGRES_POOL_SIZE }: Config): Provider[] {
  return [
    {
      provide: RegistryDatabase,
      useFactory: () =>
        RegistryDatabase.open({
          url: POSTGRES_URL,
          migrationUrl: POSTGRES_MIGRATION_URL,
          applicationName: serviceName,
          poolSize: POSTGRES_POOL_SIZE,
          entities: [connectorRow],
          migrations: [...outboxMigrations, ...registryMigrations],
        }),
    },
    {
      provide: PostgresListener,
      useFactory: () =>
        new PostgresListener({ url: POSTGRES_URL, applicationName: `${serviceName}-listener`, onError: reporterFor('postgres-listener') }),
    },
    {
      provide: ports.UnitOfWork,
      inject: [RegistryDatabase, kit.Clock, ports.ChangeObserver, PostgresChanges],
      useFactory: (database: RegistryDatabase, clock: kit.Clock, observer: ports.ChangeObserver, changes: PostgresChanges) =>
        new PostgresUnitOfWork(
          database,
          new Outbox({ source: serviceName, clock, carriesRegistryPosition: true }),
          observer,
          clock,
          changes,
        ),
    },
    {
      provide: ports.RegistryReader,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresRegistryReader(database),
    },
    {
      provide: ports.OperationQueue,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresOperationQueue(database),
    },
    {
      provide: ports.OperationChanges,
      inject: [PostgresListener, HttpAdapterHost],
      useFactory: (listener: PostgresListener, { httpAdapter }: HttpAdapterHost) =>
        new PostgresOperationChanges(listener, () => !httpAdapter.getHttpServer().listening),
    },
    {
      provide: ports.EventProgress,
      inject: [RegistryDatabase],
      useFactory: (database: RegistryDatabase) => new PostgresEventProgress(database),
    },
    {
      provide: ports.OperationWakeups,
      inject: [ports.OperationQueue],
      useFactory: (queue: ports.OperationQueue) => new BatchedWakeups(queue, reporterFor('operations')),
    },
    {
      provide: OperationRunner,
      inject: [AdvanceOperations, PostgresListener],
      useFactory: (advance: AdvanceOperations, listener: PostgresListener) =>
        new OperationRunner({ advance, listener, onError: reporterFor('operations') }),
    },
  ];
}

function neighboursOf({ TOKEN_BROKER_URL }: Config): Provider[] {
  return [
    {
      provide: ports.TokenRevoker,
      inject: [kit.ServiceIdentity],
      useFactory: (identity: kit.ServiceIdentity) =>
        new HttpTokenRevoker(new kit.ServiceClient({ name: 'token-broker', baseUrl: TOKEN_BROKER_URL, identity, timeoutMs: 3_000 })),
    },
  ];
}
