import { Logger, type Provider } from '@nestjs/common';
import * as kit from '@patchbay/service-kit';
import { v7 as uuidv7 } from 'uuid';
import { AskedStepPermissions } from './adapters/access/asked-step-permissions.ts';
import { SchedulesController } from './adapters/http/schedule/schedules.controller.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { PostgresSchedules } from './adapters/postgres/schedule/postgres-schedules.ts';
import { ScheduleRunner } from './adapters/postgres/schedule/schedule-runner.ts';
import { ChangeSchedule } from './application/schedule/change-schedule.ts';
import { FireSchedule } from './application/schedule/fire-schedule.ts';
import { PlanSchedule } from './application/schedule/plan-schedule.ts';
import { ScheduleIds, Schedules, StepPermissions } from './application/schedule/ports.ts';
import { scheduleId } from './domain/ids.ts';

export const scheduleControllers = [SchedulesController];

/** Part of the composition root: scheduled changes. */
export function schedulesOf(): Provider[] {
  const logger = new Logger('schedules');
  return [
    PlanSchedule,
    ChangeSchedule,
    FireSchedule,
    { provide: ScheduleIds, useValue: { next: () => scheduleId(uuidv7()) } satisfies ScheduleIds },
    {
      provide: Schedules,
      inject: [RegistryDatabase, kit.Clock],
      useFactory: (database: RegistryDatabase, clock: kit.Clock) => new PostgresSchedules(database, clock),
    },
    {
      provide: StepPermissions,
      inject: [kit.AccessDecider],
      useFactory: (decider: kit.AccessDecider) => new AskedStepPermissions(decider),
    },
    {
      provide: ScheduleRunner,
      inject: [FireSchedule],
      useFactory: (fire: FireSchedule) => new ScheduleRunner({ fire, onError: (error) => logger.warn(error) }),
    },
  ];
}
