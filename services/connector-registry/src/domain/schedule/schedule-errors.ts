import { DomainError } from '@patchbay/errors';

export class ScheduleNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'schedule.not-found';

  constructor(scheduleId: string) {
    super(`this organization has no schedule ${scheduleId}: look it up in the list of its connector`);
  }
}

export class ScheduleTimePassed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'schedule.time-passed';
  override readonly details = { field: 'at' };

  constructor(dueAt: Date) {
    super(`${dueAt.toISOString()} has passed: name a time that is to come, or make the change now`);
  }
}

export class ScheduleWindowInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'schedule.window-invalid';
  override readonly details = { field: 'until' };

  constructor(problem: string) {
    super(problem);
  }
}

export class ScheduleNotChangeable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'schedule.not-changeable';
  override readonly details: { state: string };

  constructor(state: string, way: string) {
    super(way);
    this.details = { state };
  }
}

export class ScheduleVersionStale extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'schedule.version-stale';
  override readonly details: { currentVersion: number };

  constructor(expected: number, currentVersion: number) {
    super(`the schedule is at version ${currentVersion}, not ${expected}: read it again and decide anew`);
    this.details = { currentVersion };
  }
}
