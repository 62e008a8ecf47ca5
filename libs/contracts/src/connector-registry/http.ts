import { z } from 'zod';
import { ConnectorId, FlowId, OperationId, OrganizationId } from '../ids.ts';
import { Page, wantedPage } from '../page.ts';
import { AccessLevel, ConnectorAction, ConnectorKind, ConnectorState, ConnectorVersion, HaltMode } from './connector.ts';
import { OwnedStateRecord } from './events.ts';
import { HaltBound, HaltReceipt, StaleGraceMs } from './halts.ts';
import { ofEachKind, requestedCustomFields } from './kinds.ts';

/** No control characters and no half of a surrogate pair: neither can be stored, shown or sent on as it came. */
export const OneLine = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');
const Text = z.string().regex(/^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$/u, 'no control characters');

/** Characters as a reader counts them, and JSON Schema does: an emoji is one. */
const upTo = (max: number, text: z.ZodString): z.ZodString =>
  text.refine((value) => [...value].length <= max, `at most ${max} characters`).meta({ maxLength: max });

const ConnectorName = upTo(80, OneLine.regex(/[^\p{Z}\p{DI}]/u, 'at least one character that can be seen'));
const ConnectorDescription = upTo(256, Text);

/** OAuth scopes as another way to name an access level: all of one level's, in any order; `cjp_config` is read as `cjp:config`. */
const LevelScopes = z.array(z.string().max(50)).min(1).max(20);

const NewConnector = z.strictObject({
  name: ConnectorName,
  description: ConnectorDescription.default(''),
  /** Which methods the connector may be used with. */
  accessLevel: AccessLevel.optional(),
  /** "I authorize": must be true; the consent is recorded with who, when, the level and the version of the text. */
  authorized: z.boolean().default(false),
  staleGraceMs: StaleGraceMs.default(0),
});
export const CreateConnectorRequest = z.discriminatedUnion('kind', [
  NewConnector.extend({
    kind: z.literal('webex-contact-center').optional().default('webex-contact-center'),
    scopes: LevelScopes.optional(),
  }),
  NewConnector.extend({ kind: z.literal('custom'), ...requestedCustomFields }),
]);
export type CreateConnectorRequest = z.infer<typeof CreateConnectorRequest>;

/** What is absent stays. The kind never changes; a field that is not of it is refused. */
export const UpdateConnectorRequest = z.strictObject({
  name: ConnectorName.optional(),
  description: ConnectorDescription.optional(),
  accessLevel: AccessLevel.optional(),
  /** Of kind `webex-contact-center`. */
  scopes: LevelScopes.optional(),
  /** This and the next two: of kind `custom`. */
  resourceDomain: requestedCustomFields.resourceDomain.optional(),
  authentication: requestedCustomFields.authentication.optional(),
  /** null takes it away. */
  validationUrl: requestedCustomFields.validationUrl.nullable(),
  staleGraceMs: StaleGraceMs.optional(),
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

/** Every consent that a connector has had, the latest first. */
export const ConsentHistory = z.object({ items: z.array(Consent) });

/** What a person agrees to with "I authorize", word for word, for each level. */
export const ConsentText = z.object({
  textVersion: z.string(),
  texts: z.record(AccessLevel, z.string()),
});

export const ConnectorSummary = z.object({
  connectorId: ConnectorId,
  kind: ConnectorKind,
  name: z.string(),
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
});
export type ConnectorSummary = z.infer<typeof ConnectorSummary>;

/** A row of the list; also what a flow developer chooses from. */
export const ListedConnector = ConnectorSummary.extend({ createdAt: z.iso.datetime(), updatedAt: z.iso.datetime() });
export type ListedConnector = z.infer<typeof ListedConnector>;

const connector = ListedConnector.extend({
  organizationId: OrganizationId,
  description: z.string(),
  /** What its tokens carry. */
  scopes: z.array(z.string()),
  consent: Consent,
  /** Actions that the state permits now. */
  allowedActions: z.array(ConnectorAction),
  staleGraceMs: StaleGraceMs,
  haltBound: HaltBound,
});
export const Connector = ofEachKind(connector);
export type Connector = z.infer<typeof Connector>;

/** The connector, with how far its halt has got. */
export const DeactivatedConnector = ofEachKind(
  connector.extend({
    /** Where it can be followed; also in `Location`. */
    operationId: OperationId,
    halt: HaltReceipt,
  }),
);
export type DeactivatedConnector = z.infer<typeof DeactivatedConnector>;

export const DeactivateConnectorQuery = z.strictObject({
  /** How long to wait until the halt is proven: then the status is 200, else 202. Answers sooner when it is proven sooner. */
  waitMs: z.coerce.number().int().min(0).max(30_000).default(1_000),
});

const SearchText = OneLine.min(1).max(80);

export const ConnectorListQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
  /** `nextPageToken` of the page before; only together with the filters and the order of that page. */
  pageToken: z.string().optional(),
  sort: z.enum(['createdAt', 'updatedAt', 'name']).default('createdAt'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  /** Default: every one that is not deleted. */
  state: ConnectorState.optional(),
  kind: ConnectorKind.optional(),
  accessLevel: AccessLevel.optional(),
  /** The whole name, without regard to case. */
  name: SearchText.optional(),
  /** How the name begins, without regard to case. */
  namePrefix: SearchText.optional(),
  /** Words: each of them, or its beginning, is to occur in name or description. */
  q: SearchText.optional(),
});
export const ConnectorList = Page(ListedConnector);
export type ConnectorList = z.infer<typeof ConnectorList>;

/** How many connectors of the organization are in each state. */
export const ConnectorCounts = z.object({ states: z.record(ConnectorState, z.number().int().nonnegative()) });

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
export const ReferenceList = Page(Reference);
export type ReferenceList = z.infer<typeof ReferenceList>;
export const ReferenceListQuery = z.strictObject(wantedPage);

/** A page of the state of every connector that is not deleted, for a service that starts. Every page is of one database snapshot or newer. */
export const ConnectorSnapshot = z.object({
  registryEpoch: z.number().int().positive(),
  upToSeq: z.number().int().nonnegative(),
  items: z.array(OwnedStateRecord),
  nextPageToken: z.string().optional(),
});
export type ConnectorSnapshot = z.infer<typeof ConnectorSnapshot>;
export const ConnectorSnapshotQuery = z.strictObject({
  pageSize: z.coerce.number().int().min(1).max(10_000).default(1_000),
  pageToken: z.string().optional(),
});
