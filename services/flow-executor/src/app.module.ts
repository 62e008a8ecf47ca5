import { type DynamicModule, Logger, Module, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { EventBus, KafkaEventBus } from '@patchbay/event-bus';
import { Inbox, Outbox, OutboxRelay, outboxMigrations } from '@patchbay/outbox';
import { createDataSource, PostgresListener } from '@patchbay/postgres';
import * as kit from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { executionPaths } from './adapters/http/executions/execution-paths.ts';
import { ExecutionsController } from './adapters/http/executions/executions.controller.ts';
import { uploadPaths } from './adapters/http/flows/upload-paths.ts';
import { OutboundHostsController } from './adapters/http/outbound-hosts/outbound-hosts.controller.ts';
import { ConnectorLifecycleController } from './adapters/kafka/connector-lifecycle.controller.ts';
import { ConnectorStateController } from './adapters/kafka/connector-state.controller.ts';
import { EventFeed } from './adapters/kafka/event-feed.ts';
import { HeldLease } from './adapters/lease/held-lease.ts';
import { PrometheusExecutionMetrics } from './adapters/metrics/prometheus-execution-metrics.ts';
import { UndiciOutboundRequests } from './adapters/outbound/undici-outbound-requests.ts';
import { droppedOutcomes } from './adapters/outcomes/dropped-outcomes.ts';
import { PublishedOutcomes } from './adapters/outcomes/published-outcomes.ts';
import { FlowChanges } from './adapters/postgres/flow-changes.ts';
import { flowMigrations } from './adapters/postgres/migrations.ts';
import { PostgresFlowRepository } from './adapters/postgres/postgres-flow-repository.ts';
import { PostgresRunnableFlows } from './adapters/postgres/postgres-runnable-flows.ts';
import { PostgresUnitOfWork } from './adapters/postgres/postgres-unit-of-work.ts';
import { LoggedProblems } from './adapters/process/logged-problems.ts';
import { SystemTimers } from './adapters/process/system-timers.ts';
import { TimeOrderedIds } from './adapters/process/time-ordered-ids.ts';
import { HttpConnectorRegistry } from './adapters/registry/http-connector-registry.ts';
import { ReportedDigests } from './adapters/registry/reported-digests.ts';
import { BrokerTokens } from './adapters/token-broker/broker-tokens.ts';
import { ThisExecutor } from './application/executions/this-executor.ts';
import { FlowDirectory } from './application/flow-directory.ts';
import { GateKeeper } from './application/gate-keeper.ts';
import { Lease } from './application/lease.ts';
import * as ports from './application/ports.ts';
import { RoutingOutcomes } from './application/routing-outcomes.ts';
import type { Config } from './config.ts';
import { Gate } from './domain/gate/gate.ts';
import { executionsOf } from './executions.parts.ts';
import { flowControllers, flowsOf } from './flows.parts.ts';
import { leaseOf } from './lease.parts.ts';
import { outboundOf } from './outbound.parts.ts';

export const serviceName = 'flow-executor';
export const api = {
  title: 'Flow executor',
  description: 'Keeps call flows and runs them behind the gate of their connectors.',
  paths: { ...executionPaths, ...uploadPaths },
};
/** Of an export; most are below 1 MiB. */
export const bodyLimitBytes = 4 * 1_048_576;

const neighbourTimeoutMs = 5_000;

const useCases = [FlowDirectory, GateKeeper];

@Module({})
export class AppModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly dataSource: DataSource,
    private readonly listener: PostgresListener,
    private readonly flowChanges: FlowChanges,
    private readonly bus: EventBus,
    private readonly relay: OutboxRelay,
    private readonly feed: EventFeed,
    private readonly outcomes: PublishedOutcomes,
    private readonly keeper: GateKeeper,
    private readonly lease: HeldLease,
    private readonly digests: ReportedDigests,
    private readonly timers: SystemTimers,
    private readonly outbound: UndiciOutboundRequests,
    private readonly readiness: kit.Readiness,
  ) {}

  static for(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [kit.ServiceKitModule.forService({ name: serviceName, config })],
      controllers: [
        ...flowControllers,
        ExecutionsController,
        OutboundHostsController,
        ConnectorStateController,
        ConnectorLifecycleController,
      ],
      providers: [
        ...useCases,
        ...flowsOf(),
        ...executionsOf(config),
        ...processOf(),
        ...databaseOf(config),
        ...eventsOf(config),
        ...neighboursOf(config),
        ...leaseOf(config),
        ...outboundOf(config),
      ],
    };
  }

  onApplicationBootstrap(): void {
    this.readiness.register('lease', () => this.lease.whyNotReady());
    this.readiness.register('connector-state', () => this.feed.state.health().reason);
    this.readiness.register('connector-lifecycle', () => this.feed.lifecycle.health().reason);
    this.listener.start();
    this.flowChanges.start();
    this.relay.start();
    this.outcomes.start();
    this.lease.start(this.keeper);
    this.digests.start();
  }

  /** Calls in flight have ended, or are given up. */
  async onApplicationShutdown(): Promise<void> {
    this.lease.beginDraining();
    this.timers.stop();
    this.flowChanges.stop();
    await Promise.all([this.relay.stop(), this.outcomes.stop(), this.digests.stop()]);
    await this.bus.close();
    await this.listener.stop();
    await this.outbound.close();
    await Promise.all([this.lease.leave(), this.dataSource.destroy()]);
  }
}

function processOf(): Provider[] {
  return [
    { provide: ports.Clock, useExisting: kit.Clock },
    { provide: ports.Identifiers, useClass: TimeOrderedIds },
    { provide: ports.Chance, useValue: { next: Math.random } satisfies ports.Chance },
    SystemTimers,
    { provide: ports.Timers, useExisting: SystemTimers },
    { provide: ports.Problems, useClass: LoggedProblems },
    {
      provide: ports.ExecutionMetrics,
      inject: [kit.Metrics],
      useFactory: ({ registry }: kit.Metrics) => new PrometheusExecutionMetrics(registry),
    },
  ];
}

function databaseOf({ POSTGRES_URL, POSTGRES_POOL_SIZE }: Config): Provider[] {
  return [
    {
      provide: DataSource,
      useFactory: () =>
        createDataSource({
          url: POSTGRES_URL,
          applicationName: serviceName,
          poolSize: POSTGRES_POOL_SIZE,
          migrations: [...outboxMigrations, ...flowMigrations],
        }),
    },
    {
      provide: PostgresListener,
      useFactory: () =>
        new PostgresListener({ url: POSTGRES_URL, applicationName: `${serviceName}-listener`, onError: reporterFor('postgres-listener') }),
    },
    {
      provide: ports.UnitOfWork,
      inject: [DataSource, kit.Clock],
      useFactory: (dataSource: DataSource, clock: kit.Clock) =>
        new PostgresUnitOfWork({
          dataSource,
          outbox: new Outbox({ source: serviceName, clock }),
          inbox: new Inbox(),
          consumer: serviceName,
        }),
    },
    {
      provide: ports.FlowRepository,
      inject: [DataSource],
      useFactory: ({ manager }: DataSource) => new PostgresFlowRepository(manager),
    },
    { provide: ports.RunnableFlows, inject: [DataSource], useFactory: (dataSource: DataSource) => new PostgresRunnableFlows(dataSource) },
    {
      provide: FlowChanges,
      inject: [PostgresListener, FlowDirectory, ports.Problems],
      useFactory: (listener: PostgresListener, directory: FlowDirectory, problems: ports.Problems) =>
        new FlowChanges({ listener, directory, problems }),
    },
  ];
}

function eventsOf({ KAFKA_BROKERS, KAFKA_TOPIC_PREFIX, INSTANCE_ID }: Config): Provider[] {
  return [
    {
      provide: EventBus,
      useFactory: () =>
        new KafkaEventBus({
          brokers: KAFKA_BROKERS,
          clientId: `${serviceName}.${INSTANCE_ID}`,
          topicPrefix: KAFKA_TOPIC_PREFIX,
          onFatal: endProcess,
          onError: reporterFor('events'),
        }),
    },
    {
      provide: OutboxRelay,
      inject: [DataSource, PostgresListener, EventBus],
      useFactory: (dataSource: DataSource, listener: PostgresListener, bus: EventBus) =>
        new OutboxRelay({ dataSource, listener, publish: (events) => bus.publish(events), onError: reporterFor('outbox') }),
    },
    {
      provide: EventFeed,
      inject: [EventBus, Lease],
      useFactory: (bus: EventBus, lease: Lease) => new EventFeed(bus, lease, serviceName),
    },
    {
      provide: PublishedOutcomes,
      inject: [EventBus, kit.Clock, kit.Metrics, ThisExecutor],
      useFactory: (bus: EventBus, clock: kit.Clock, { registry }: kit.Metrics, { instanceId, processId }: ThisExecutor) =>
        new PublishedOutcomes({
          publish: (events) => bus.publish(events),
          instanceId: `${instanceId}/${processId}`,
          clock,
          nextId: () => uuidv7(),
          onDropped: droppedOutcomes(registry),
        }),
    },
    { provide: RoutingOutcomes, useExisting: PublishedOutcomes },
  ];
}

function neighboursOf({ REGISTRY_URL, TOKEN_BROKER_URL, INSTANCE_ID }: Config): Provider[] {
  const registry = (identity: kit.ServiceIdentity) =>
    new kit.ServiceClient({ name: 'connector-registry', baseUrl: REGISTRY_URL, identity, timeoutMs: neighbourTimeoutMs });
  const inject = [kit.ServiceIdentity];
  return [
    {
      provide: ports.ConnectorRegistry,
      inject,
      useFactory: (identity: kit.ServiceIdentity) => new HttpConnectorRegistry(registry(identity)),
    },
    {
      provide: ReportedDigests,
      inject: [kit.ServiceIdentity, Gate],
      useFactory: (identity: kit.ServiceIdentity, gate: Gate) =>
        new ReportedDigests({ client: registry(identity), gate, instanceId: INSTANCE_ID, onError: reporterFor('digests') }),
    },
    {
      provide: ports.TokenSource,
      inject: [kit.ServiceIdentity, kit.Clock, ports.Timers],
      useFactory: (identity: kit.ServiceIdentity, clock: kit.Clock, timers: ports.Timers) =>
        new BrokerTokens({
          client: new kit.ServiceClient({ name: 'token-broker', baseUrl: TOKEN_BROKER_URL, identity, timeoutMs: neighbourTimeoutMs }),
          clock,
          timers,
          onError: reporterFor('tokens'),
        }),
    },
  ];
}

function reporterFor(context: string): (error: unknown) => void {
  const logger = new Logger(context);
  return (error) => logger.warn(error);
}

/** A consumer that cannot be kept alive: thrown where nobody catches, so that the process ends and is started again. */
function endProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
