import { z } from 'zod';
import { ConnectorId, ScheduleId } from '../ids.ts';
import { Page, wantedPage } from '../page.ts';
import { TimeZone } from '../time-zone.ts';
import { HaltMode } from './connector.ts';
import { ConnectorSummary, OneLine } from './http.ts';

/**
 * What a clock on the wall shows in `timeZone`, without an offset. A time that is skipped when clocks are set forward is moved by as much;
 * of one that is there twice, when they are set back, the first is meant.
 */
const LocalTime = z.string().refine(isLocalTime, 'must be a date and time without an offset, such as 2026-03-29T02:30');

function isLocalTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return false;
  const at = Date.parse(`${text}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const Planned = {
  /** `window`: deactivate at `at`, and activate again at `until`. */
  action: z.enum(['deactivate', 'activate', 'window']),
  at: LocalTime,
  until: LocalTime.optional(),
  timeZone: TimeZone,
  mode: HaltMode.default('abort'),
  reason: OneLine.min(1).max(256),
};

export const CreateScheduleRequest = z.strictObject(Planned);
export type CreateScheduleRequest = z.infer<typeof CreateScheduleRequest>;

export const UpdateScheduleRequest = z.strictObject({
  at: LocalTime.optional(),
  until: LocalTime.optional(),
  timeZone: TimeZone.optional(),
  mode: HaltMode.optional(),
  reason: OneLine.min(1).max(256).optional(),
});
export type UpdateScheduleRequest = z.infer<typeof UpdateScheduleRequest>;

const ScheduledStep = z.object({
  action: z.enum(['deactivate', 'activate']),
  dueAt: z.iso.datetime(),
  state: z.enum(['PENDING', 'DONE', 'SKIPPED', 'FAILED', 'CANCELLED']),
  /** When it was carried out, or given up. */
  endedAt: z.iso.datetime().nullable(),
  /** Why it was skipped or failed. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});

export const Schedule = z.object({
  scheduleId: ScheduleId,
  connectorId: ConnectorId,
  action: Planned.action,
  at: z.string(),
  until: z.string().nullable(),
  timeZone: z.string(),
  mode: HaltMode,
  reason: z.string(),
  /** PENDING until the last step has ended; then that of the step that ended worst. */
  state: z.enum(['PENDING', 'DONE', 'SKIPPED', 'FAILED', 'CANCELLED']),
  steps: z.array(ScheduledStep),
  version: z.number().int().positive(),
  plannedBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type Schedule = z.infer<typeof Schedule>;

/** Calls to be expected, by the profile of the last seven days, while the connector is inactive by this schedule; of its first 24 hours where it has no end. */
const ExpectedCalls = z.object({ from: z.iso.datetime(), to: z.iso.datetime(), calls: z.number().nonnegative() });

export const PlannedSchedule = z.object({
  /** Null when it was only previewed. */
  schedule: Schedule.nullable(),
  connector: ConnectorSummary,
  /** Null for an activation, which halts nothing. */
  expected: ExpectedCalls.nullable(),
});
export type PlannedSchedule = z.infer<typeof PlannedSchedule>;

/** Those planned last first. */
export const ScheduleList = Page(Schedule);
export type ScheduleList = z.infer<typeof ScheduleList>;
export const ScheduleListQuery = z.strictObject(wantedPage);

export const CreateScheduleQuery = z.strictObject({ preview: z.enum(['true', 'false']).default('false') });
