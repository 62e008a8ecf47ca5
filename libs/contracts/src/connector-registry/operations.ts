import { z } from 'zod';
import { ConnectorId, OperationId, OrganizationId } from '../ids.ts';
import { Page } from '../page.ts';
import { ConnectorVersion, HaltMode } from './connector.ts';
import { HaltReceipt } from './halts.ts';

const OperationKind = z.enum(['halt', 'deletion']);

/** `CANCELLING` until what was done is undone. */
const OperationState = z.enum(['RUNNING', 'SUCCEEDED', 'CANCELLING', 'CANCELLED']);

const OperationStep = z.object({
  /** A halt: `commit`, `halt`, `publish-event`. A deletion: `halt`, `detach-flows`, `revoke-tokens`, `complete`, and `attach-flows` once it is cancelled. */
  name: z.enum(['commit', 'publish-event', 'halt', 'detach-flows', 'revoke-tokens', 'complete', 'attach-flows']),
  /** `SKIPPED`: the operation was cancelled before this step had ended. */
  state: z.enum(['PENDING', 'RUNNING', 'DONE', 'SKIPPED']),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Who has to act for the step to end, such as `flow-executor`; null when it is the registry itself. */
  participant: z.string().nullable(),
  /** The participant, when it has been found not to have answered yet. */
  waitingFor: z.string().nullable(),
});

/** When a deactivation was committed, and when its event was on its way to everybody; nobody waits for the latter. */
const Halt = z.object({
  mode: HaltMode,
  reason: z.string(),
  committedAt: z.iso.datetime(),
  eventPublishedAt: z.iso.datetime().nullable(),
});

export const Operation = z.object({
  operationId: OperationId,
  kind: OperationKind,
  organizationId: OrganizationId,
  connectorId: ConnectorId,
  /** Version of the connector that the operation began with. */
  connectorVersion: ConnectorVersion,
  state: OperationState,
  steps: z.array(OperationStep),
  /** Dependent flows that have answered, of those there were: let go of the connector, or attached again while the operation is cancelled. */
  progress: z.object({ done: z.number().int().nonnegative(), total: z.number().int().nonnegative() }),
  /** Of the connector of a deletion, now. */
  remainingReferences: z.number().int().nonnegative(),
  /** Whether cancelling it would undo it. */
  cancellable: z.boolean(),
  /** Only of a halt. */
  halt: Halt.nullable(),
  /** Who has stopped: of a halt, and of the halt with which a deletion begins. null of those from before holders had leases. */
  receipt: HaltReceipt.nullable(),
  /** Once it has ended. */
  report: z.object({ durationMs: z.number().nonnegative(), dependentFlows: z.number().int().nonnegative() }).nullable(),
  requestedBy: z.string(),
  cancelledBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Operation = z.infer<typeof Operation>;

export const OperationQuery = z.strictObject({
  /** How long to wait for the end of an operation that runs, or until a halt is proven; answers sooner when that is sooner. */
  waitMs: z.coerce.number().int().min(0).max(30_000).default(0),
});

/** Newest first. */
export const OperationList = Page(Operation);
export type OperationList = z.infer<typeof OperationList>;

export const OperationListQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
  pageToken: z.string().optional(),
  connectorId: ConnectorId.optional(),
  kind: OperationKind.optional(),
  state: OperationState.optional(),
});
