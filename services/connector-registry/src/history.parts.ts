import type { Provider } from '@nestjs/common';
import * as kit from '@patchbay/service-kit';
import { HistoryController } from './adapters/http/history/history.controller.ts';
import { RefusedAttemptsHook } from './adapters/http/history/refused-attempts.hook.ts';
import { PostgresHistoryReader } from './adapters/postgres/history/postgres-history-reader.ts';
import { PostgresRefusedAttempts } from './adapters/postgres/history/postgres-refused-attempts.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { LostAttempts } from './adapters/telemetry/lost-attempts.ts';
import { HistoryReader, RefusedAttempts } from './application/history/ports.ts';

export const historyControllers = [HistoryController];

/** Part of the composition root: what the history needs beside the unit of work. */
export const historyProviders: Provider[] = [
  RefusedAttemptsHook,
  { provide: LostAttempts, inject: [kit.Metrics], useFactory: (metrics: kit.Metrics) => new LostAttempts(metrics) },
  { provide: HistoryReader, inject: [RegistryDatabase], useFactory: (database: RegistryDatabase) => new PostgresHistoryReader(database) },
  {
    provide: PostgresRefusedAttempts,
    inject: [RegistryDatabase, LostAttempts],
    useFactory: (database: RegistryDatabase, lost: LostAttempts) =>
      new PostgresRefusedAttempts({ database, onLost: (attempt, error) => lost.lost(attempt, error) }),
  },
  { provide: RefusedAttempts, useExisting: PostgresRefusedAttempts },
];
