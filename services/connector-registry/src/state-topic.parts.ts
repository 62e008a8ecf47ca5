import { Logger, type Provider } from '@nestjs/common';
import { EventBus } from '@patchbay/event-bus';
import { Outbox } from '@patchbay/outbox';
import * as kit from '@patchbay/service-kit';
import { KafkaStateTopic } from './adapters/kafka/kafka-state-topic.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { lastMirrorCheckOf, lastStateCheckOf, mirrorResultOf, resultOf } from './adapters/postgres/state-topic/last-state-check.ts';
import { PeriodicJobs } from './adapters/postgres/state-topic/periodic-jobs.ts';
import { PostgresMirrors } from './adapters/postgres/state-topic/postgres-mirrors.ts';
import { PostgresStateLedger } from './adapters/postgres/state-topic/postgres-state-ledger.ts';
import { LoggedStateChecks } from './adapters/telemetry/logged-state-checks.ts';
import { reportMirrorChecks, reportStateChecks } from './adapters/telemetry/state-check-metrics.ts';
import { CheckMirrors } from './application/state-topic/check-mirrors.ts';
import { CheckStateTopic } from './application/state-topic/check-state-topic.ts';
import { ForgetDeletedConnectors } from './application/state-topic/forget-deleted-connectors.ts';
import { Mirrors } from './application/state-topic/mirror-ports.ts';
import { StateCheckObserver, StateLedger, StateTopic } from './application/state-topic/state-topic-ports.ts';
import type { Config } from './config.ts';

/** Part of the composition root: what keeps the compacted topic true. */
export function stateTopicOf({ STATE_CHECK_EVERY_MS: everyMs }: Config, source: string): Provider[] {
  const logger = new Logger('state-topic');
  return [
    CheckStateTopic,
    CheckMirrors,
    ForgetDeletedConnectors,
    { provide: StateCheckObserver, useClass: LoggedStateChecks },
    { provide: StateTopic, inject: [EventBus], useFactory: (bus: EventBus) => new KafkaStateTopic(bus) },
    {
      provide: StateLedger,
      inject: [RegistryDatabase, kit.Clock],
      useFactory: (database: RegistryDatabase, clock: kit.Clock) =>
        new PostgresStateLedger(database, new Outbox({ source, clock, carriesRegistryPosition: true })),
    },
    {
      provide: Mirrors,
      inject: [RegistryDatabase, kit.Clock],
      useFactory: (database: RegistryDatabase, clock: kit.Clock) =>
        new PostgresMirrors(database, new Outbox({ source, clock, carriesRegistryPosition: true })),
    },
    {
      provide: PeriodicJobs,
      inject: [RegistryDatabase, kit.Clock, kit.Metrics, CheckStateTopic, CheckMirrors, ForgetDeletedConnectors],
      useFactory: (
        database: RegistryDatabase,
        clock: kit.Clock,
        metrics: kit.Metrics,
        check: CheckStateTopic,
        mirrors: CheckMirrors,
        forget: ForgetDeletedConnectors,
      ) => {
        reportStateChecks(metrics, () => lastStateCheckOf(database, clock));
        reportMirrorChecks(metrics, () => lastMirrorCheckOf(database));
        return new PeriodicJobs({
          database,
          clock,
          jobs: [
            { name: 'forget-deleted-connectors', everyMs, run: (signal) => forget.execute(signal) },
            { name: 'check-state-topic', everyMs, run: async (signal) => resultOf(await check.execute(signal)) },
            { name: 'check-mirrors', everyMs, run: async (signal) => mirrorResultOf(await mirrors.execute(signal)) },
          ],
          onError: (error) => logger.warn(error),
        });
      },
    },
  ];
}
