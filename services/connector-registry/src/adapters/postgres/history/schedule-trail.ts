import { AsyncLocalStorage } from 'node:async_hooks';
import { asJson, type Json } from '../../../domain/history/canonical-json.ts';
import type { HistoryDraft } from '../../../domain/history/history-entry.ts';
import type { ConnectorId, ScheduleId } from '../../../domain/ids.ts';
import { dueStep, type Schedule } from '../../../domain/schedule/schedule.ts';

type ScheduleChange = Pick<HistoryDraft, 'action' | 'outcome' | 'code' | 'reason'> & {
  connectorId: ConnectorId;
  scheduleId: ScheduleId;
  before: Json;
  after: Json;
};

const making = new AsyncLocalStorage<ScheduleId>();

/** What `work` changes is entered as what this schedule has made. */
export const makingSchedule = <Result>(scheduleId: ScheduleId, work: () => Promise<Result>): Promise<Result> =>
  making.run(scheduleId, work);

export const scheduleInHand = (): { scheduleId?: ScheduleId } => {
  const scheduleId = making.getStore();
  return scheduleId ? { scheduleId } : {};
};

/** What one transaction has done to schedules. */
export class ScheduleTrail {
  readonly changes: ScheduleChange[] = [];

  changed(action: `schedule.${'plan' | 'change' | 'cancel'}`, before: Schedule | null, after: Schedule): void {
    this.enter(after, { action, outcome: 'DONE', code: null, before: asJson(before), after: asJson(after) });
  }

  /** A step that was made is entered as what it changed; one that was not, as an attempt that was refused. */
  settled(before: Schedule, after: Schedule): void {
    const step = after.steps.find((_, index) => before.steps[index] === dueStep(before));
    if (step?.problem) {
      this.enter(after, { action: `connector.${step.action}`, outcome: 'REFUSED', code: step.problem.code, before: null, after: null });
    }
  }

  private enter(
    { connectorId, scheduleId, reason }: Schedule,
    change: Pick<ScheduleChange, 'action' | 'outcome' | 'code' | 'before' | 'after'>,
  ): void {
    this.changes.push({ ...change, connectorId, scheduleId, reason });
  }
}
