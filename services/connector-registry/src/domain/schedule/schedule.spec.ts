import { organization, someConnector } from '../../../test/given.ts';
import { scheduleId } from '../ids.ts';
import {
  cancelSchedule,
  dueStep,
  endStep,
  inactivePeriod,
  type Plan,
  planSchedule,
  reviseSchedule,
  stateOf,
  windowIsOver,
} from './schedule.ts';
import { ScheduleNotChangeable, ScheduleTimePassed, ScheduleVersionStale, ScheduleWindowInvalid } from './schedule-errors.ts';

const now = new Date('2026-03-28T12:00:00.000Z');
const later = (text: string) => new Date(text);
const identity = {
  scheduleId: scheduleId('0192f0c1-0000-7000-8000-0000000000b1'),
  organizationId: organization,
  connectorId: someConnector,
  plannedBy: { kind: 'user', id: 'ada' },
} as const;
const night: Plan = {
  action: 'window',
  at: '2026-03-29T01:30',
  until: '2026-03-29T04:00',
  timeZone: 'Europe/Berlin',
  mode: 'drain',
  reason: 'rotation',
};
const plan = (over: Partial<Plan> = {}) => planSchedule(identity, { ...night, ...over }, now);
const moments = ({ steps }: ReturnType<typeof plan>) => steps.map(({ action, dueAt, state }) => [action, dueAt.toISOString(), state]);

describe('a schedule', () => {
  it('is due at what the wall shows, across a change of the clocks', () => {
    expect(moments(plan())).toEqual([
      ['deactivate', '2026-03-29T00:30:00.000Z', 'PENDING'],
      ['activate', '2026-03-29T02:00:00.000Z', 'PENDING'],
    ]);
  });

  it('is one step where it is no window', () => {
    expect(moments(plan({ action: 'activate', until: null }))).toEqual([['activate', '2026-03-29T00:30:00.000Z', 'PENDING']]);
  });

  it.each<[string, Partial<Plan>, new (...given: never[]) => Error]>([
    ['in the past', { at: '2026-03-28T12:30' }, ScheduleTimePassed],
    ['a window without an end', { until: null }, ScheduleWindowInvalid],
    ['a window that ends before it begins', { until: '2026-03-29T01:30' }, ScheduleWindowInvalid],
    ['a window of more than 31 days', { until: '2026-04-30T01:30' }, ScheduleWindowInvalid],
    ['an end of what is no window', { action: 'deactivate' }, ScheduleWindowInvalid],
  ])('is refused %s', (_, over, refusal) => {
    expect(() => plan(over)).toThrow(refusal);
  });

  it('changes while it has not begun', () => {
    const revised = reviseSchedule(plan(), { at: '2026-03-29T00:30', timeZone: 'UTC' }, 1, now);
    expect([revised.version, revised.at, revised.until]).toEqual([2, '2026-03-29T00:30', '2026-03-29T04:00']);
    expect(moments(revised)[1]).toEqual(['activate', '2026-03-29T04:00:00.000Z', 'PENDING']);
    expect(() => reviseSchedule(revised, {}, 1, now)).toThrow(ScheduleVersionStale);
    expect(() => reviseSchedule(endStep(revised, { state: 'DONE' }, now), {}, 3, now)).toThrow(ScheduleNotChangeable);
  });

  it('goes from step to step', () => {
    const begun = endStep(plan(), { state: 'DONE' }, now);
    expect([stateOf(begun), dueStep(begun)?.action]).toEqual(['PENDING', 'activate']);
    const done = endStep(begun, { state: 'DONE' }, now);
    expect([stateOf(done), dueStep(done), done.version]).toEqual(['DONE', undefined, 3]);
  });

  it.each(['SKIPPED', 'FAILED'] as const)('does not activate what it has not deactivated: %s', (state) => {
    const problem = { code: 'x', message: 'y' };
    const ended = endStep(plan(), { state, problem }, now);
    expect(ended.steps).toMatchObject([{ state, problem, endedAt: now }, { state: 'CANCELLED' }]);
    expect([stateOf(ended), ended.version]).toEqual([state, 2]);
  });

  it('can be cancelled as long as something is left of it', () => {
    const cancelled = cancelSchedule(endStep(plan(), { state: 'DONE' }, now), now);
    expect(cancelled.steps.map(({ state }) => state)).toEqual(['DONE', 'CANCELLED']);
    expect(stateOf(cancelled)).toBe('CANCELLED');
    expect(() => cancelSchedule(cancelled, now)).toThrow(ScheduleNotChangeable);
  });

  it('knows when its window has gone by unused', () => {
    expect([windowIsOver(plan(), later('2026-03-29T01:59:59Z')), windowIsOver(plan(), later('2026-03-29T02:00:00Z'))]).toEqual([
      false,
      true,
    ]);
    expect(windowIsOver(endStep(plan(), { state: 'DONE' }, now), later('2026-03-29T02:00:00Z'))).toBe(false);
    expect(windowIsOver(plan({ action: 'deactivate', until: null }), later('2026-04-29T02:00:00Z'))).toBe(false);
  });

  it('says how long the connector is to be inactive', () => {
    expect(inactivePeriod(plan())).toEqual({ from: later('2026-03-29T00:30:00Z'), to: later('2026-03-29T02:00:00Z') });
    expect(inactivePeriod(plan({ action: 'deactivate', until: null }))).toEqual({ from: later('2026-03-29T00:30:00Z'), to: undefined });
    expect(inactivePeriod(plan({ action: 'activate', until: null }))).toBeUndefined();
  });
});
