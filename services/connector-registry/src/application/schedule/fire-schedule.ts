import { Injectable } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { dueStep, endStep, type Schedule, type ScheduledStep, windowIsOver } from '../../domain/schedule/schedule.ts';
import { ActivateConnector } from '../activate-connector.ts';
import { DeactivateConnector } from '../deactivate-connector.ts';
import { Clock } from '../ports.ts';
import { type ScheduleClaim, Schedules, StepPermissions } from './ports.ts';

const retryAfterMs = 1_000;

const windowOver = { code: 'schedule.window-over', message: 'the window was over before the registry came to it' };
const changedSince = {
  code: 'schedule.connector-changed',
  message: 'the connector was changed after this schedule had deactivated it: activate it by hand if that is what you want',
};

/** Makes scheduled changes when they are due, in whichever process gets to them, each once. */
@Injectable()
export class FireSchedule {
  constructor(
    private readonly schedules: Schedules,
    private readonly permissions: StepPermissions,
    private readonly deactivateConnector: DeactivateConnector,
    private readonly activateConnector: ActivateConnector,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns false when nothing was due
   * @throws what keeps a step from being decided or made, after putting it off
   */
  async takeDueStep(): Promise<boolean> {
    const claim = await this.schedules.claimDue(this.clock.now());
    const step = claim && dueStep(claim.schedule);
    if (!claim || !step) return false;
    try {
      await this.fire(claim, step);
    } catch (error) {
      await this.schedules.release(claim, new Date(this.clock.now().getTime() + retryAfterMs));
      throw error;
    }
    return true;
  }

  private async fire(claim: ScheduleClaim, step: ScheduledStep): Promise<void> {
    const { organizationId, connectorId, plannedBy } = claim.schedule;
    const now = this.clock.now();
    if (windowIsOver(claim.schedule, now)) {
      await this.schedules.settle(claim, [], async (schedule) => endStep(schedule, { state: 'SKIPPED', problem: windowOver }, now));
      return;
    }
    const permission = await this.permissions.ask(plannedBy, step.action, organizationId, connectorId);
    if (permission.permitted) {
      await this.schedules.settle(claim, permission.roles, (schedule) => this.make(schedule, step, now));
      return;
    }
    const { refusal } = permission;
    await this.schedules.settle(claim, [], async (schedule) => endStep(schedule, { state: 'FAILED', problem: refusal }, now));
  }

  private async make(schedule: Schedule, step: ScheduledStep, now: Date): Promise<Schedule> {
    try {
      if (step.action === 'deactivate') {
        const { connector } = await this.deactivateConnector.execute({
          ...commandOf(schedule),
          mode: schedule.mode,
          reason: schedule.reason,
        });
        return { ...endStep(schedule, { state: 'DONE' }, now), deactivatedVersion: connector.version };
      }
      await this.activateConnector.execute(commandOf(schedule));
      return endStep(schedule, { state: 'DONE' }, now);
    } catch (error) {
      const problem = problemOf(error);
      if (!problem) throw error;
      return endStep(schedule, { state: 'SKIPPED', problem }, now);
    }
  }
}

/** The activation of a window undoes what its deactivation did, and nothing that somebody did since. */
function commandOf({ organizationId, connectorId, plannedBy, deactivatedVersion }: Schedule) {
  return { organizationId, connectorId, actor: plannedBy.id, expectedVersion: deactivatedVersion ?? undefined };
}

/** A state that does not allow the change is an answer; a database that is away is not. */
function problemOf(error: unknown): { code: string; message: string } | undefined {
  if (!(error instanceof DomainError)) return undefined;
  if (error.code === 'connector.version-stale') return changedSince;
  if (error.kind === 'conflict' || error.kind === 'not-found') return { code: error.code, message: error.message };
  return undefined;
}
