import { Logger, type Provider } from '@nestjs/common';
import { flowLifecycle, routingOutcomes } from '@patchbay/contracts';
import { EventBus, EventBusServer, KafkaEventBus } from '@patchbay/event-bus';
import { OutboxRelay } from '@patchbay/outbox';
import { PostgresListener } from '@patchbay/postgres';
import { Metrics } from '@patchbay/service-kit';
import { connectorsAwaited } from './adapters/postgres/connectors-awaited.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { BrokerSightings } from './adapters/telemetry/broker-sightings.ts';
import { EventProblems } from './adapters/telemetry/event-problems.ts';
import { OperationWakeups } from './application/ports.ts';
import type { Config } from './config.ts';
import { reporterFor } from './reporter.ts';

/** The bus, the relay that feeds it and the consumer that hears the others. */
export function eventsOf({ KAFKA_BROKERS, KAFKA_TOPIC_PREFIX, INSTANCE_ID }: Config, serviceName: string): Provider[] {
  const logger = new Logger('events');
  return [
    {
      provide: EventBus,
      inject: [BrokerSightings],
      useFactory: (broker: BrokerSightings) =>
        new KafkaEventBus({
          brokers: KAFKA_BROKERS,
          clientId: `${serviceName}.${INSTANCE_ID}`,
          topicPrefix: KAFKA_TOPIC_PREFIX,
          // Below the time that a process has to stop, as the relay finishes what it is publishing.
          publishWithinMs: 4_000,
          onFatal: endProcess,
          onError: (error) => {
            broker.failed();
            logger.warn(error);
          },
        }),
    },
    {
      provide: OutboxRelay,
      inject: [RegistryDatabase, PostgresListener, EventBus, BrokerSightings, OperationWakeups],
      useFactory: (
        { system }: RegistryDatabase,
        listener: PostgresListener,
        bus: EventBus,
        broker: BrokerSightings,
        wakeups: OperationWakeups,
      ) =>
        new OutboxRelay({
          dataSource: system,
          listener,
          publish: (events) =>
            bus.publish(events).catch((error: unknown) => {
              broker.failed();
              throw error;
            }),
          onError: reporterFor('outbox'),
          onPublished: (events) => {
            broker.answered();
            for (const id of connectorsAwaited(events)) wakeups.soon(id);
          },
        }),
    },
    {
      provide: EventProblems,
      inject: [Metrics],
      useFactory: (metrics: Metrics) => new EventProblems(metrics),
    },
    {
      provide: EventBusServer,
      inject: [EventBus, EventProblems],
      useFactory: (bus: EventBus, problems: EventProblems) =>
        new EventBusServer({
          bus,
          consumer: serviceName,
          mode: 'group',
          topics: [flowLifecycle, routingOutcomes],
          onProblem: (problem) => problems.met(problem),
        }),
    },
  ];
}

/** A consumer that cannot be kept alive: thrown where nobody catches, so that the process ends and is started again. */
function endProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
