import type { HaltMode } from '../connector.ts';
import type { ConnectorId, OrganizationId, ScheduleId } from '../ids.ts';
import { instantOf } from '../time/time-zone.ts';
import { ScheduleNotChangeable, ScheduleTimePassed, ScheduleVersionStale, ScheduleWindowInvalid } from './schedule-errors.ts';

export type StepAction = 'deactivate' | 'activate';
export type EndState = 'DONE' | 'SKIPPED' | 'FAILED' | 'CANCELLED';

/** Why a step was skipped or failed. */
export interface StepProblem {
  code: string;
  message: string;
}

export interface ScheduledStep {
  action: StepAction;
  dueAt: Date;
  state: 'PENDING' | EndState;
  endedAt: Date | null;
  problem: StepProblem | null;
}

/** What a person wants to happen, in the words that he used. */
export interface Plan {
  action: StepAction | 'window';
  /** Local time in `timeZone`. */
  at: string;
  until: string | null;
  timeZone: string;
  mode: HaltMode;
  reason: string;
}

export interface Planner {
  kind: 'user' | 'service';
  id: string;
}

export interface Schedule extends Plan {
  scheduleId: ScheduleId;
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  steps: readonly ScheduledStep[];
  version: number;
  plannedBy: Planner;
  createdAt: Date;
  /** Version of the connector that the deactivation of this schedule made: what its activation is to undo, and nothing else. */
  deactivatedVersion: number | null;
}

type Identity = Pick<Schedule, 'scheduleId' | 'organizationId' | 'connectorId' | 'plannedBy'>;

const longestWindowMs = 31 * 86_400_000;

/** @throws ScheduleTimePassed, ScheduleWindowInvalid */
export function planSchedule(identity: Identity, plan: Plan, now: Date): Schedule {
  return { ...identity, ...plan, steps: stepsOf(plan, now), version: 1, createdAt: now, deactivatedVersion: null };
}

/** @throws ScheduleVersionStale, ScheduleNotChangeable, ScheduleTimePassed, ScheduleWindowInvalid */
export function reviseSchedule(schedule: Schedule, changes: Partial<Omit<Plan, 'action'>>, expectedVersion: number, now: Date): Schedule {
  requireVersion(schedule, expectedVersion);
  if (schedule.steps.some(({ state }) => state !== 'PENDING'))
    throw new ScheduleNotChangeable(
      stateOf(schedule),
      'a schedule that has begun does not change: cancel what is left of it, and make a new one',
    );
  const { action, at, until, timeZone, mode, reason } = { ...schedule, ...changes };
  const plan = { action, at, until, timeZone, mode, reason };
  return { ...schedule, ...plan, steps: stepsOf(plan, now), version: schedule.version + 1 };
}

/** @throws ScheduleNotChangeable */
export function cancelSchedule(schedule: Schedule, now: Date): Schedule {
  if (!dueStep(schedule)) throw new ScheduleNotChangeable(stateOf(schedule), 'nothing of this schedule is left to cancel');
  return cancelRest(schedule, now);
}

/** The step that is to come, if any. */
export const dueStep = (schedule: Schedule): ScheduledStep | undefined => schedule.steps.find(({ state }) => state === 'PENDING');

/** Ends the step that was due. Where it did not do what it was to do, what was to follow would undo something else: it is cancelled. */
export function endStep(schedule: Schedule, end: { state: EndState; problem?: StepProblem | undefined }, now: Date): Schedule {
  const current = dueStep(schedule);
  const { state, problem = null } = end;
  const steps = schedule.steps.map((step) => (step === current ? { ...step, state, problem, endedAt: now } : step));
  const ended = { ...schedule, steps, version: schedule.version + 1 };
  return state === 'DONE' || !dueStep(ended) ? ended : { ...cancelRest(ended, now), version: ended.version };
}

/** A deactivation of which the window is over by the time that it comes to it, after an outage, is of no use to anybody. */
export function windowIsOver(schedule: Schedule, now: Date): boolean {
  const [first, last] = schedule.steps;
  return first === dueStep(schedule) && last !== undefined && last !== first && last.dueAt <= now;
}

const worstFirst = ['PENDING', 'FAILED', 'SKIPPED', 'CANCELLED', 'DONE'] as const;

export function stateOf({ steps }: Schedule): ScheduledStep['state'] {
  return worstFirst.find((state) => steps.some((step) => step.state === state)) ?? 'DONE';
}

/** While the connector is to be inactive by this plan; open where it says nothing of an end. Undefined for an activation. */
export function inactivePeriod({ action, steps }: Pick<Schedule, 'action' | 'steps'>): { from: Date; to: Date | undefined } | undefined {
  const [first, last] = steps;
  if (action === 'activate' || !first) return undefined;
  return { from: first.dueAt, to: last === first ? undefined : last?.dueAt };
}

function requireVersion({ version }: Schedule, expected: number): void {
  if (expected !== version) throw new ScheduleVersionStale(expected, version);
}

function cancelRest(schedule: Schedule, now: Date): Schedule {
  const steps = schedule.steps.map((step) => (step.state === 'PENDING' ? { ...step, state: 'CANCELLED' as const, endedAt: now } : step));
  return { ...schedule, steps, version: schedule.version + 1 };
}

function stepsOf({ action, at, until, timeZone }: Plan, now: Date): ScheduledStep[] {
  const from = instantOf(timeZone, at);
  if (from <= now) throw new ScheduleTimePassed(from);
  if (action !== 'window') {
    if (until !== null) throw new ScheduleWindowInvalid(`only a window has an end: leave "until" out, or make it a window`);
    return [pending(action, from)];
  }
  if (until === null) throw new ScheduleWindowInvalid('a window has an end: say "until" when the connector is to be active again');
  const to = instantOf(timeZone, until);
  if (to <= from) throw new ScheduleWindowInvalid('the window ends before it begins: "until" is to be later than "at"');
  if (to.getTime() - from.getTime() > longestWindowMs)
    throw new ScheduleWindowInvalid('a window lasts 31 days at most: schedule the activation by itself');
  return [pending('deactivate', from), pending('activate', to)];
}

const pending = (action: StepAction, dueAt: Date): ScheduledStep => ({ action, dueAt, state: 'PENDING', endedAt: null, problem: null });
