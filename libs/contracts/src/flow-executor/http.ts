import { z } from 'zod';
import { FlowLabel } from '../connector-registry/http.ts';
import { ConnectorId, FlowId } from '../ids.ts';
import { Page } from '../page.ts';

/** What a halted call gets: `HALT` ends it with the fallback destination, `ERROR_PATH` fails the HTTP Request and lets the flow go on. */
export const OnConnectorInactive = z.enum(['HALT', 'ERROR_PATH']);
export type OnConnectorInactive = z.infer<typeof OnConnectorInactive>;

const FallbackDestination = z.string().trim().min(1).max(200).nullable();

export const ImportFlowRequest = z.strictObject({
  /** A Flow Designer export, as it was downloaded. What is not understood is kept. */
  export: z.record(z.string(), z.unknown()),
  /** Connector id or name in the export, to the id of one of this organization's connectors. */
  connectors: z.record(z.string(), ConnectorId).default({}),
  onConnectorInactive: OnConnectorInactive.default('HALT'),
  /** Where a halted call goes: a queue, number or entry point of the platform. */
  fallbackDestination: FallbackDestination.default(null),
  /** Replaces the draft of the flow that has the name already. */
  overwrite: z.boolean().default(false),
});
export type ImportFlowRequest = z.infer<typeof ImportFlowRequest>;
/** As the API of Flow Designer has it, beside the member of the body. */
export const ImportFlowQuery = z.strictObject({ overwrite: z.enum(['yes', 'no', 'true', 'false']).optional() });
export type ImportFlowQuery = z.infer<typeof ImportFlowQuery>;
export const ReplaceDraftRequest = ImportFlowRequest.omit({ overwrite: true });
export type ReplaceDraftRequest = z.infer<typeof ReplaceDraftRequest>;

const FlowName = z.string().trim().min(1).max(200);
/** What is absent stays as it is. Name and description are changed in the draft, and nothing else of its export. */
export const EditFlowRequest = z.strictObject({
  name: FlowName.optional(),
  description: z.string().max(2_000).optional(),
  owner: z.string().trim().min(1).max(200).optional(),
  connectors: z.record(z.string(), ConnectorId).optional(),
  onConnectorInactive: OnConnectorInactive.optional(),
  fallbackDestination: FallbackDestination.optional(),
});
export type EditFlowRequest = z.infer<typeof EditFlowRequest>;
export const CopyFlowRequest = z.strictObject({ name: FlowName });
export type CopyFlowRequest = z.infer<typeof CopyFlowRequest>;

export const ValidationRow = z.object({
  activityId: z.string().nullable(),
  activityLabel: z.string().nullable(),
  code: z.string(),
  severity: z.enum(['ERROR', 'WARNING']),
  message: z.string(),
});
export type ValidationRow = z.infer<typeof ValidationRow>;
export const ValidationResult = z.object({ valid: z.boolean(), rows: z.array(ValidationRow) });
export type ValidationResult = z.infer<typeof ValidationResult>;

export const FlowSummary = z.object({
  flowId: FlowId,
  name: z.string(),
  owner: z.string(),
  /** Version of the flow record, for `If-Match`. */
  version: z.number().int().positive(),
  /** Published version that each label points at. */
  labels: z.partialRecord(FlowLabel, z.number().int().positive()),
  /** Why the flow does not run, or null while it does. */
  notRunnable: z.object({ code: z.string(), message: z.string(), connectorId: ConnectorId.optional() }).nullable(),
  /** Which inactive connector of its Live version halts its calls, or null. */
  halted: z.object({ connectorId: ConnectorId, since: z.iso.datetime() }).nullable(),
  /** Who alone may change it, or null. */
  locked: z.object({ by: z.string(), since: z.iso.datetime() }).nullable(),
});
export type FlowSummary = z.infer<typeof FlowSummary>;
export const Flow = FlowSummary.extend({
  description: z.string(),
  onConnectorInactive: OnConnectorInactive,
  fallbackDestination: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Flow = z.infer<typeof Flow>;
export const FlowListQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
  pageToken: z.string().optional(),
});
export const FlowList = Page(FlowSummary);
export type FlowList = z.infer<typeof FlowList>;

export const PublishFlowRequest = z.strictObject({
  labels: z.array(FlowLabel.exclude(['Latest'])).default(['Live']),
  comment: z.string().max(500).default(''),
  /** As at the import; added to what the draft has. */
  connectors: z.record(z.string(), ConnectorId).default({}),
});
export type PublishFlowRequest = z.infer<typeof PublishFlowRequest>;
export const PublishedVersion = z.object({
  flowId: FlowId,
  versionNumber: z.number().int().positive(),
  labels: z.array(FlowLabel),
  connectorIds: z.array(ConnectorId),
  rows: z.array(ValidationRow),
});
export type PublishedVersion = z.infer<typeof PublishedVersion>;
