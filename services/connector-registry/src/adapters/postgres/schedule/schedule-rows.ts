import type { ConnectorId, OrganizationId, ScheduleId } from '../../../domain/ids.ts';
import { dueStep, type Plan, type Planner, type Schedule, type ScheduledStep } from '../../../domain/schedule/schedule.ts';

/** JSON has no dates. */
type StepJson = Omit<ScheduledStep, 'dueAt' | 'endedAt'> & { dueAt: string; endedAt: string | null };

export interface ScheduleRow {
  scheduleId: ScheduleId;
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  plan: Plan;
  steps: StepJson[];
  version: number;
  plannedBy: Planner;
  createdAt: Date;
  deactivatedVersion: number | null;
}

export const scheduleColumns = `schedule_id AS "scheduleId", organization_id AS "organizationId", connector_id AS "connectorId", plan, steps, version,
  planned_by AS "plannedBy", created_at AS "createdAt", deactivated_version AS "deactivatedVersion"`;

export function scheduleOf({ plan, steps, ...row }: ScheduleRow): Schedule {
  return { ...row, ...plan, steps: steps.map(stepOf) };
}

/** What is written of a schedule when it changes, in the order of the statements that write it. */
export function valuesOf(schedule: Schedule): unknown[] {
  const { action, at, until, timeZone, mode, reason, steps, version, plannedBy, deactivatedVersion } = schedule;
  const plan: Plan = { action, at, until, timeZone, mode, reason };
  const written = [plan, steps, plannedBy].map((value) => JSON.stringify(value));
  return [schedule.scheduleId, ...written, version, deactivatedVersion, dueStep(schedule)?.dueAt ?? null];
}

function stepOf({ dueAt, endedAt, ...step }: StepJson): ScheduledStep {
  return { ...step, dueAt: new Date(dueAt), endedAt: endedAt === null ? null : new Date(endedAt) };
}
