import { z } from 'zod';
import { ConnectorId, FlowId, OperationId, OrganizationId } from '../ids.ts';
import { Page } from '../page.ts';
import { AccessLevel, ConnectorAction, ConnectorKind, ConnectorState, ConnectorVersion, HaltMode } from './connector.ts';
import { ConnectorStateRecord } from './events.ts';

/** No control characters and no half of a surrogate pair: neither can be stored, shown or sent on as it came. */
const OneLine = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');
const Text = z.string().regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'no control characters');

const ConnectorName = OneLine.min(1).max(80);
const ConnectorDescription = Text.max(256);

export const CreateConnectorRequest = z.strictObject({
  kind: ConnectorKind.default('webex-contact-center'),
  name: ConnectorName,
  description: ConnectorDescription.default(''),
  accessLevel: AccessLevel,
  /** "I authorize": must be true; the consent is recorded with who, when, the level and the version of the text. */
  authorized: z.boolean().default(false),
});
export type CreateConnectorRequest = z.infer<typeof CreateConnectorRequest>;

export const UpdateConnectorRequest = z.strictObject({
  name: ConnectorName.optional(),
  description: ConnectorDescription.optional(),
  accessLevel: AccessLevel.optional(),
  /** Needed when the access level is raised. */
  authorized: z.boolean().default(false),
});
export type UpdateConnectorRequest = z.infer<typeof UpdateConnectorRequest>;

export const DeactivateConnectorRequest = z.strictObject({
  mode: HaltMode.default('abort'),
  reason: OneLine.min(1).max(256),
});
export type DeactivateConnectorRequest = z.infer<typeof DeactivateConnectorRequest>;

const Consent = z.object({
  userId: z.string(),
  accessLevel: AccessLevel,
  textVersion: z.string(),
  at: z.iso.datetime(),
});

/** A row of the list; also what a flow developer chooses from. */
export const ConnectorSummary = z.object({
  connectorId: ConnectorId,
  kind: ConnectorKind,
  name: z.string(),
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
});
export type ConnectorSummary = z.infer<typeof ConnectorSummary>;

export const Connector = ConnectorSummary.extend({
  organizationId: OrganizationId,
  description: z.string(),
  scopes: z.array(z.string()),
  consent: Consent,
  /** Actions that the state permits now. */
  allowedActions: z.array(ConnectorAction),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Connector = z.infer<typeof Connector>;

export const ConnectorListQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
  pageToken: z.string().optional(),
  state: ConnectorState.optional(),
});
export const ConnectorList = Page(ConnectorSummary);
export type ConnectorList = z.infer<typeof ConnectorList>;

const ActivityUse = z.object({
  activityId: Text,
  activityLabel: Text,
  method: Text,
});

export const FlowLabel = z.enum(['Live', 'Test', 'Dev', 'Latest']);
export type FlowLabel = z.infer<typeof FlowLabel>;

const distinct = (keys: readonly unknown[]): boolean => new Set(keys).size === keys.length;

/** All references of one flow: the whole truth, replacing what was registered before, in one transaction. */
export const ReplaceReferencesRequest = z.strictObject({
  flowName: Text.min(1).max(200),
  owner: OneLine.min(1).max(200),
  /** Where a halted call of this flow goes, if anywhere. */
  hasFallback: z.boolean(),
  versions: z
    .array(
      z.strictObject({
        versionNumber: z.number().int().positive(),
        labels: z.array(FlowLabel),
        uses: z
          .array(
            z.strictObject({
              connectorId: ConnectorId,
              /** Version of the connector that the flow was validated against; another one now is a conflict. */
              connectorVersion: ConnectorVersion,
              activities: z.array(ActivityUse).min(1),
            }),
          )
          .refine((uses) => distinct(uses.map((use) => use.connectorId)), 'each connector once'),
      }),
    )
    .refine((versions) => distinct(versions.map((version) => version.versionNumber)), 'each version once'),
});
export type ReplaceReferencesRequest = z.infer<typeof ReplaceReferencesRequest>;

export const Reference = z.object({
  connectorId: ConnectorId,
  flowId: FlowId,
  flowName: z.string(),
  owner: z.string(),
  versionNumber: z.number().int().positive(),
  labels: z.array(FlowLabel),
  hasFallback: z.boolean(),
  activities: z.array(ActivityUse),
});
export type Reference = z.infer<typeof Reference>;
export const ReferenceList = z.object({ items: z.array(Reference) });
export type ReferenceList = z.infer<typeof ReferenceList>;

/** What a deletion would hit. Its ETag covers what it shows; DELETE takes it in `If-Match`. */
export const ImpactPreview = z.object({
  connector: ConnectorSummary,
  /** References of all labels; an impacted flow is one whose `Live` version is among them. */
  references: z.array(Reference),
  impactedFlows: z.number().int().nonnegative(),
  withoutFallback: z.number().int().nonnegative(),
});
export type ImpactPreview = z.infer<typeof ImpactPreview>;

const OperationStepName = z.enum(['detach-flows', 'revoke-tokens', 'complete']);
const OperationStep = z.object({
  name: OperationStepName,
  state: z.enum(['PENDING', 'RUNNING', 'DONE']),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** Participant that has not answered yet, such as `flow-executor`. */
  waitingFor: z.string().nullable(),
});
export const Operation = z.object({
  operationId: OperationId,
  kind: z.enum(['deletion']),
  organizationId: OrganizationId,
  connectorId: ConnectorId,
  state: z.enum(['RUNNING', 'SUCCEEDED']),
  steps: z.array(OperationStep),
  remainingReferences: z.number().int().nonnegative(),
  requestedBy: z.string(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Operation = z.infer<typeof Operation>;

export const OperationQuery = z.strictObject({
  /** How long to wait for the end of an operation that runs; answers sooner when it ends sooner. */
  waitMs: z.coerce.number().int().min(0).max(30_000).default(0),
});

/** A page of the state of every connector that is not deleted, for a service that starts. Every page is of one database snapshot or newer. */
export const ConnectorSnapshot = z.object({
  registryEpoch: z.number().int().positive(),
  upToSeq: z.number().int().nonnegative(),
  items: z.array(ConnectorStateRecord.extend({ organizationId: OrganizationId })),
  nextPageToken: z.string().optional(),
});
export type ConnectorSnapshot = z.infer<typeof ConnectorSnapshot>;
export const ConnectorSnapshotQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(10_000).default(1_000),
  pageToken: z.string().optional(),
});
