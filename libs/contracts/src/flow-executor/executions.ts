import { z } from 'zod';
import { FlowLabel } from '../connector-registry/http.ts';
import { ConnectorId, ExecutionId, FlowId } from '../ids.ts';
import { Page } from '../page.ts';
import { Command } from './command.ts';
import { PlatformEvent } from './platform-event.ts';

/** One line of well-formed text: anything else could not be stored as it came. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not contain control characters' });
const PageSize = z.coerce.number().int().min(1).max(100).default(25);

export const Contact = z.strictObject({
  ani: line.max(64),
  dnis: line.max(64),
  interactionId: line.min(1).max(100).optional(),
  entryPointId: line.max(100).optional(),
  pstnRegion: line.max(100).optional(),
  callbackType: line.max(100).optional(),
  callbackReason: line.max(1_000).optional(),
  scheduleSourceInteractionId: line.max(100).optional(),
  headers: z.record(z.string(), z.string()).optional(),
});
export type Contact = z.infer<typeof Contact>;

export const StartExecutionRequest = z.strictObject({
  flowId: FlowId,
  label: FlowLabel.default('Live'),
  contact: Contact,
});
export type StartExecutionRequest = z.infer<typeof StartExecutionRequest>;

/** How an execution ended; see the glossary for each word. */
export const Outcome = z.discriminatedUnion('type', [
  z.object({ type: z.literal('COMPLETED') }),
  z.object({ type: z.literal('ROUTED'), queueId: z.string() }),
  z.object({ type: z.literal('HALTED'), code: z.string(), connectorId: ConnectorId, fallbackDestination: z.string().nullable() }),
  z.object({ type: z.literal('FAILED'), code: z.string(), message: z.string(), activityLabel: z.string().optional() }),
  /** The executor that ran it is gone, and what had left it cannot be known. */
  z.object({ type: z.literal('UNKNOWN'), code: z.string(), message: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;
export const OutcomeType = z.enum(['COMPLETED', 'ROUTED', 'HALTED', 'FAILED', 'UNKNOWN']);
export type OutcomeType = z.infer<typeof OutcomeType>;

/** What a waiting execution waits for. A hang-up may always come. */
export const Wait = z.object({
  activityId: z.string(),
  activityLabel: z.string(),
  /** Types of event that go on from here. */
  expects: z.array(z.string()),
  /** After which the platform posts `timeout`; null where the activity has no limit of its own. */
  timeoutSeconds: z.number().nonnegative().nullable(),
});
export type Wait = z.infer<typeof Wait>;

/** What the platform is to do now, and how the execution stands. */
export const Execution = z.object({
  executionId: ExecutionId,
  flowId: FlowId,
  versionNumber: z.number().int().positive(),
  /** Executor that answered; any other goes on as well. */
  instanceId: z.string(),
  state: z.enum(['WAITING', 'ENDED']),
  commands: z.array(Command),
  /** Null while it waits. */
  outcome: Outcome.nullable(),
  /** Null once it has ended. */
  wait: Wait.nullable(),
  startedAt: z.iso.datetime(),
  /** Of this request. */
  durationMs: z.number().nonnegative(),
});
export type Execution = z.infer<typeof Execution>;

export const PostEventRequest = z.strictObject({
  /** Chosen by the platform, one for each event of an execution: sent again, it has no second effect and gets the first answer. */
  eventId: line.min(1).max(100),
  event: PlatformEvent,
});
export type PostEventRequest = z.infer<typeof PostEventRequest>;

export const ExecutionSummary = z.object({
  executionId: ExecutionId,
  flowId: FlowId,
  versionNumber: z.number().int().positive(),
  label: FlowLabel,
  interactionId: z.string(),
  ani: z.string(),
  dnis: z.string(),
  /** Every connector of the version, whether the call got to it or not. */
  connectorIds: z.array(ConnectorId),
  /** `RUNNING`: an executor is at it at this moment. */
  state: z.enum(['RUNNING', 'WAITING', 'ENDED']),
  outcome: Outcome.nullable(),
  wait: Wait.nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

const moment = z.iso.datetime({ offset: true });
export const ExecutionListQuery = z.strictObject({
  flowId: FlowId.optional(),
  interactionId: line.max(100).optional(),
  /** Number of the caller. */
  ani: line.max(64).optional(),
  connectorId: ConnectorId.optional(),
  state: ExecutionSummary.shape.state.optional(),
  outcome: OutcomeType.optional(),
  /** Started at this moment or later, */
  from: moment.optional(),
  /** and before this one. */
  to: moment.optional(),
  pageSize: PageSize,
  pageToken: z.string().optional(),
});
/** Newest first. */
export const ExecutionList = Page(ExecutionSummary);
export type ExecutionList = z.infer<typeof ExecutionList>;

/** One activity that was gone through. Values of secure variables read `***`. */
export const TraceStep = z.object({
  at: z.iso.datetime(),
  activityId: z.string(),
  activityLabel: z.string(),
  kind: z.string(),
  /** Exit taken; null where the execution stopped. */
  port: z.string().nullable(),
  changed: z.array(z.object({ variable: z.string(), value: z.unknown() })),
  request: z
    .object({
      method: z.string(),
      target: z.string(),
      statusCode: z.number().int().optional(),
      failure: z.string().optional(),
      durationMs: z.number().nonnegative(),
    })
    .optional(),
  /** Shortened, with `***` for whatever comes from a secure variable. */
  command: z.looseObject({ type: z.string(), activityLabel: z.string() }).optional(),
  failure: z.object({ code: z.string(), message: z.string().optional() }).optional(),
});
export type TraceStep = z.infer<typeof TraceStep>;

/** What an execution went through from its start, or from an event, to the next wait or its end. */
export const ExecutionTurn = z.object({
  number: z.number().int().positive(),
  /** Null for the start. */
  event: z.object({ eventId: z.string().nullable(), type: z.string() }).nullable(),
  startedAt: z.iso.datetime(),
  /** Null while it runs, or where its executor is gone. */
  durationMs: z.number().nonnegative().nullable(),
  steps: z.array(TraceStep),
});
export const ExecutionTraceQuery = z.strictObject({ pageSize: PageSize, pageToken: z.string().optional() });
export const ExecutionTrace = Page(ExecutionTurn);
export type ExecutionTrace = z.infer<typeof ExecutionTrace>;

export const DryRunRequest = z.strictObject({
  contact: Contact.default({ ani: '+15550100', dnis: '+15550199' }),
  /** Values to begin with, by the name of the variable. */
  variables: z.record(z.string(), z.unknown()).default({}),
  /**
   * Answers to the requests of the flow, by label or id of their activity, each used once and in this order; nothing is sent then.
   * Absent: requests are sent in earnest.
   */
  responses: z
    .array(
      z.strictObject({
        activity: z.string().min(1),
        statusCode: z.number().int().min(100).max(599),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.string().default(''),
      }),
    )
    .max(100)
    .optional(),
  /** What the platform tells at each wait, in this order. */
  events: z.array(PlatformEvent).max(100).default([]),
});
export type DryRunRequest = z.infer<typeof DryRunRequest>;

/** `WAITING`: it went as far as the events led it. */
export const DryRun = Execution.pick({ state: true, commands: true, outcome: true, wait: true }).extend({ trace: z.array(TraceStep) });
export type DryRun = z.infer<typeof DryRun>;

const Ended = z.partialRecord(OutcomeType, z.number().int().nonnegative());
/** Of all executors together; a second behind at most while they are well. */
export const FlowCounters = z.object({
  flowId: FlowId,
  at: z.iso.datetime(),
  running: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  lastMinute: z.object({ started: z.number().int().nonnegative(), ended: Ended }),
  lastHour: z.object({ started: z.number().int().nonnegative(), ended: Ended }),
});
export type FlowCounters = z.infer<typeof FlowCounters>;
