import { Injectable } from '@nestjs/common';
import type { OrganizationId, ScheduleId } from '../../domain/ids.ts';
import { cancelSchedule, type Plan, type Planner, reviseSchedule, type Schedule } from '../../domain/schedule/schedule.ts';
import { Clock } from '../ports.ts';
import { Schedules, StepPermissions } from './ports.ts';

/** Who changes or cancels it needs the permission for what it does; who changes it is who plans it from then on. */
@Injectable()
export class ChangeSchedule {
  constructor(
    private readonly schedules: Schedules,
    private readonly permissions: StepPermissions,
    private readonly clock: Clock,
  ) {}

  /** @throws ScheduleNotFound, ScheduleVersionStale, ScheduleNotChangeable, ScheduleTimePassed, ScheduleWindowInvalid, and what is not permitted */
  async revise(
    organizationId: OrganizationId,
    scheduleId: ScheduleId,
    change: { changes: Partial<Omit<Plan, 'action'>>; expectedVersion: number; planner: Planner },
  ): Promise<Schedule> {
    const { changes, expectedVersion, planner } = change;
    await this.requirePermission(organizationId, scheduleId, planner);
    const revise = (schedule: Schedule) => ({
      ...reviseSchedule(schedule, changes, expectedVersion, this.clock.now()),
      plannedBy: planner,
    });
    return this.schedules.change(organizationId, scheduleId, { action: 'change', change: revise });
  }

  /** @throws ScheduleNotFound, ScheduleNotChangeable, and what is not permitted */
  async cancel(organizationId: OrganizationId, scheduleId: ScheduleId, planner: Planner): Promise<Schedule> {
    await this.requirePermission(organizationId, scheduleId, planner);
    const cancel = (schedule: Schedule) => cancelSchedule(schedule, this.clock.now());
    return this.schedules.change(organizationId, scheduleId, { action: 'cancel', change: cancel });
  }

  private async requirePermission(organizationId: OrganizationId, scheduleId: ScheduleId, planner: Planner): Promise<void> {
    const { connectorId, steps } = await this.schedules.get(organizationId, scheduleId);
    const actions = steps.map(({ action }) => action);
    await this.permissions.require(planner, actions, organizationId, connectorId);
  }
}
