import { z } from 'zod';
import { FlowLabel } from '../connector-registry/http.ts';
import { ConnectorId, FlowId } from '../ids.ts';
import { Page } from '../page.ts';
import { OnConnectorInactive } from './http.ts';

const VersionNumber = z.number().int().positive();
const Activity = z.object({ activityId: z.string(), activityLabel: z.string(), kind: z.string() });

/** `Latest` follows every publication, so it is never chosen. */
export const MovableLabel = FlowLabel.exclude(['Latest']);
export type MovableLabel = z.infer<typeof MovableLabel>;

/** What one publication froze. */
export const FlowVersion = z.object({
  flowId: FlowId,
  versionNumber: VersionNumber,
  /** `PUBLISHING` until its references are registered, `ABANDONED` when that failed, `DETACHED` when a connector of it was deleted. */
  state: z.enum(['PUBLISHING', 'PUBLISHED', 'ABANDONED', 'DETACHED']),
  /** Those that point at it now. */
  labels: z.array(FlowLabel),
  name: z.string(),
  comment: z.string(),
  publishedBy: z.string(),
  publishedAt: z.iso.datetime(),
  onConnectorInactive: OnConnectorInactive,
  fallbackDestination: z.string().nullable(),
  connectors: z.array(
    z.object({
      connectorId: ConnectorId,
      activities: z.array(z.object({ activityId: z.string(), activityLabel: z.string(), method: z.string() })),
    }),
  ),
});
export type FlowVersion = z.infer<typeof FlowVersion>;
export const FlowVersionList = Page(FlowVersion);
export type FlowVersionList = z.infer<typeof FlowVersionList>;

export const MoveLabelRequest = z.strictObject({ versionNumber: VersionNumber });
export type MoveLabelRequest = z.infer<typeof MoveLabelRequest>;

const Compared = z.union([z.literal('draft'), z.coerce.number().int().positive()]);
/** Numbers of versions, or `draft`. */
export const CompareVersionsQuery = z.strictObject({ from: Compared, to: Compared });
export type CompareVersionsQuery = z.infer<typeof CompareVersionsQuery>;

const Link = z.object({ source: z.string(), port: z.string(), target: z.string() });
/** What `to` has that `from` has not, and the other way round. Activities of event flows count too. */
export const FlowComparison = z.object({
  from: z.union([z.literal('draft'), VersionNumber]),
  to: z.union([z.literal('draft'), VersionNumber]),
  activities: z.object({
    added: z.array(Activity),
    removed: z.array(Activity),
    /** With the names of the properties that differ; `label` and `kind` among them. */
    changed: z.array(Activity.extend({ properties: z.array(z.string()) })),
  }),
  /** By the labels of the activities that they join. */
  links: z.object({ added: z.array(Link), removed: z.array(Link) }),
  variables: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.object({ name: z.string(), properties: z.array(z.string()) })),
  }),
  /** Of what the export cannot say: connectors, onConnectorInactive, fallbackDestination; beside them name, description and flowType. */
  settings: z.array(z.string()),
});
export type FlowComparison = z.infer<typeof FlowComparison>;
