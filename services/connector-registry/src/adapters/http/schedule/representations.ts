import type { PlannedSchedule, Schedule } from '@patchbay/contracts';
import type { z } from 'zod';
import type * as application from '../../../application/schedule/plan-schedule.ts';
import { summaryOf } from '../../../domain/connector.ts';
import { type Schedule as Domain, stateOf } from '../../../domain/schedule/schedule.ts';

export function scheduleOf(schedule: Domain): z.input<typeof Schedule> {
  const { scheduleId, connectorId, action, at, until, timeZone, mode, reason, steps, version, plannedBy, createdAt } = schedule;
  return {
    scheduleId,
    connectorId,
    action,
    at,
    until,
    timeZone,
    mode,
    reason,
    state: stateOf(schedule),
    steps: steps.map((step) => ({ ...step, dueAt: step.dueAt.toISOString(), endedAt: step.endedAt?.toISOString() ?? null })),
    version,
    plannedBy: plannedBy.id,
    createdAt: createdAt.toISOString(),
  };
}

export function plannedOf(planned: application.PlannedSchedule, preview: boolean): z.input<typeof PlannedSchedule> {
  const { schedule, connector, expected } = planned;
  return {
    schedule: preview ? null : scheduleOf(schedule),
    connector: summaryOf(connector),
    expected: expected ? { from: expected.from.toISOString(), to: expected.to.toISOString(), calls: expected.calls } : null,
  };
}
