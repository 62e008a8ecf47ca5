import { Injectable } from '@nestjs/common';
import type { Connector } from '../../domain/connector.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import { type ExpectedCalls, expectedCalls, profileOf } from '../../domain/impact/call-profile.ts';
import { inactivePeriod, type Plan, type Planner, planSchedule, type Schedule } from '../../domain/schedule/schedule.ts';
import { CallStatistics } from '../impact/ports.ts';
import { Clock, RegistryReader } from '../ports.ts';
import { ScheduleIds, Schedules, StepPermissions } from './ports.ts';

export interface PlanScheduleCommand {
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  plan: Plan;
  planner: Planner;
  /** Nothing is planned, only shown. */
  preview: boolean;
}

export interface PlannedSchedule {
  schedule: Schedule;
  connector: Connector;
  /** Calls that the schedule is likely to halt. */
  expected: ExpectedCalls | undefined;
}

const dayMs = 86_400_000;

/** Plans a change that a person may make today. Whether he still may when it is due is asked again then. */
@Injectable()
export class PlanSchedule {
  constructor(
    private readonly schedules: Schedules,
    private readonly permissions: StepPermissions,
    private readonly reader: RegistryReader,
    private readonly statistics: CallStatistics,
    private readonly ids: ScheduleIds,
    private readonly clock: Clock,
  ) {}

  /** @throws ConnectorNotFound, ScheduleTimePassed, ScheduleWindowInvalid, and what is not permitted */
  async execute({ organizationId, connectorId, plan, planner, preview }: PlanScheduleCommand): Promise<PlannedSchedule> {
    const now = this.clock.now();
    const connector = await this.reader.getConnector(organizationId, connectorId);
    const schedule = planSchedule({ scheduleId: this.ids.next(), organizationId, connectorId, plannedBy: planner }, plan, now);
    const actions = schedule.steps.map(({ action }) => action);
    await this.permissions.require(planner, actions, organizationId, connectorId);
    const expected = await this.expected(schedule, now);
    if (!preview) await this.schedules.insert(schedule);
    return { schedule, connector, expected };
  }

  private async expected(schedule: Schedule, now: Date): Promise<ExpectedCalls | undefined> {
    const period = inactivePeriod(schedule);
    if (!period) return undefined;
    const { begun } = await this.statistics.observe(schedule.organizationId, schedule.connectorId, now);
    const profile = profileOf(begun, schedule.timeZone, now);
    return expectedCalls(profile, period.from, period.to ?? new Date(period.from.getTime() + dayMs));
  }
}
