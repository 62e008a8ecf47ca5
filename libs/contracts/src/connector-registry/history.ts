import { z } from 'zod';
import { ConnectorId, FlowId, OperationId, OrganizationId, ScheduleId } from '../ids.ts';
import { Page } from '../page.ts';
import { ConnectorState, ConnectorVersion } from './connector.ts';

const Outcome = z.enum(['DONE', 'REFUSED']);

const Fields = z.record(z.string(), z.unknown());
const Recorded = z.union([Fields, z.array(Fields)]).nullable();

/** What somebody did, or tried to do and was refused. */
export const HistoryEntry = z.object({
  /** 1, 2, ... in each organization. */
  seq: z.number().int().positive(),
  organizationId: OrganizationId,
  at: z.iso.datetime(),
  /** In the words of authorization where there is a word, such as `connector.deactivate`. */
  action: z.string(),
  outcome: Outcome,
  /** Who, with the roles that the decision about him rested on. */
  actor: z.object({ kind: z.enum(['user', 'service']), id: z.string(), roles: z.array(z.string()) }),
  /** From where; null for what the registry did by itself on behalf of the actor. */
  remoteAddress: z.string().nullable(),
  requestId: z.string().nullable(),
  connectorId: ConnectorId.nullable(),
  flowId: FlowId.nullable(),
  operationId: OperationId.nullable(),
  /** The scheduled change that it concerns, or that made it; absent where there is none. */
  scheduleId: ScheduleId.optional(),
  /** In the words of the actor. */
  reason: z.string().nullable(),
  /** Of a refusal: the code that was answered. */
  code: z.string().nullable(),
  /** The connector, the references of a flow to it, the schedule, or the state of an operation with the step that ended; null where there was nothing, and of a refusal. */
  before: Recorded,
  after: Recorded,
  /** SHA-256, in hex, over the hash of the entry before (64 zeros before the first), a line feed, and this entry without its hash as canonical JSON. */
  hash: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Newest first. */
export const HistoryPage = Page(HistoryEntry);
export type HistoryPage = z.infer<typeof HistoryPage>;

const what = {
  actor: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
  outcome: Outcome.optional(),
  /** This moment and later. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Before this moment. */
  to: z.iso.datetime({ offset: true }).optional(),
};
const which = {
  connectorId: ConnectorId.optional(),
  flowId: FlowId.optional(),
  operationId: OperationId.optional(),
  scheduleId: ScheduleId.optional(),
};
const page = { pageSize: z.coerce.number().int().min(1).max(200).default(50), pageToken: z.string().optional() };

export const ConnectorHistoryQuery = z.strictObject({ ...what, ...page });
export const HistoryQuery = z.strictObject({ ...which, ...what, ...page });
export const HistoryExportQuery = z.strictObject({ ...which, ...what });

export const RecordedVersionsQuery = z.strictObject({ connectorId: ConnectorId.optional() });

/** A version of a connector: what a log of calls is held against. */
export const RecordedVersion = z.object({
  organizationId: OrganizationId,
  connectorId: ConnectorId,
  version: ConnectorVersion,
  state: ConnectorState,
  /** Just before the commit. */
  committedAt: z.iso.datetime(),
  /** When it was proven that nobody acts on an earlier version; null of versions that halt nothing, that are not proven yet or were superseded. */
  haltedAt: z.iso.datetime().nullable(),
  /** After the commit, in which nobody acts on an earlier version any more, whatever fails; null where there was nothing to halt, or it is not decided. */
  boundMs: z.number().int().positive().nullable(),
});
export type RecordedVersion = z.infer<typeof RecordedVersion>;

export const HistoryVerification = z.object({
  /** Entries that are what they were, up to the first that is not. */
  entries: z.number().int().nonnegative(),
  /** The last of these. Kept elsewhere, it proves later that nothing up to it was written anew. */
  head: z.object({ seq: z.number().int().nonnegative(), hash: z.string() }),
  /** The first entry that is missing, was changed, or was added without being noted; null when the chain is whole. */
  broken: z.object({ seq: z.number().int().positive(), problem: z.enum(['missing', 'changed', 'beyond-the-head']) }).nullable(),
});
export type HistoryVerification = z.infer<typeof HistoryVerification>;
