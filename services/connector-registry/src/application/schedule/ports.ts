import type { DecidingRole } from '@patchbay/contracts';
import type { ConnectorId, OrganizationId, ScheduleId } from '../../domain/ids.ts';
import type { Planner, Schedule, StepAction, StepProblem } from '../../domain/schedule/schedule.ts';
import type { PageOf } from '../ports.ts';

export abstract class ScheduleIds {
  abstract next(): ScheduleId;
}

/** A schedule whose due step is this process's to take, until the claim lapses. */
export interface ScheduleClaim {
  schedule: Schedule;
  /** Fences: when another process has claimed the schedule since, or somebody has changed it, this one's step comes to nothing. */
  revision: number;
}

export interface ScheduleChange {
  action: 'change' | 'cancel';
  change: (schedule: Schedule) => Schedule;
}

/** What becomes of a schedule and its entry in the history are one commit, except that a step that was made is entered as what it changed. */
export abstract class Schedules {
  abstract insert(schedule: Schedule): Promise<void>;
  /** @throws ScheduleNotFound */
  abstract get(organizationId: OrganizationId, scheduleId: ScheduleId): Promise<Schedule>;
  /** Of one connector, the latest first. @param page `after` is the last schedule of the page before */
  abstract list(
    organizationId: OrganizationId,
    connectorId: ConnectorId,
    page: { size: number; after: ScheduleId | undefined },
  ): Promise<PageOf<Schedule, ScheduleId>>;
  /** One change after the other, and none while a step is being settled. @throws ScheduleNotFound, and what `change` throws */
  abstract change(organizationId: OrganizationId, scheduleId: ScheduleId, change: ScheduleChange): Promise<Schedule>;
  /** Claims the schedule that has been due for longest, if any. */
  abstract claimDue(now: Date): Promise<ScheduleClaim | undefined>;
  /** The step is tried again then. */
  abstract release(claim: ScheduleClaim, retryAt: Date): Promise<void>;
  /**
   * What `work` does to connectors and what becomes of the schedule are one commit, done in the name of the planner.
   * Without effect when the claim has lapsed.
   */
  abstract settle(claim: ScheduleClaim, roles: readonly DecidingRole[], work: (schedule: Schedule) => Promise<Schedule>): Promise<void>;
}

export type Permission = { permitted: true; roles: readonly DecidingRole[] } | { permitted: false; refusal: StepProblem };

/** May this person do that, now? */
export abstract class StepPermissions {
  /** @throws when it cannot be decided */
  abstract ask(planner: Planner, action: StepAction, organizationId: OrganizationId, connectorId: ConnectorId): Promise<Permission>;
  /** @throws what the answer to a request would be that is not permitted, or when it cannot be decided */
  abstract require(
    planner: Planner,
    actions: readonly StepAction[],
    organizationId: OrganizationId,
    connectorId: ConnectorId,
  ): Promise<void>;
}
