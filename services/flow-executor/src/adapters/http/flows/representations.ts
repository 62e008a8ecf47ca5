import type { Flow, FlowSummary, FlowVersion as FlowVersionBody, PublishedVersion } from '@patchbay/contracts';
import type { z } from 'zod';
import type { Published } from '../../../application/flows/publish-flow.ts';
import { whyDetached } from '../../../domain/lifecycle/detachment.ts';
import { exportOf } from '../../../domain/lifecycle/draft.ts';
import { labelsOf } from '../../../domain/lifecycle/publication.ts';
import type { FlowVersion, Labels, StoredFlow } from '../../../domain/lifecycle/stored-flow.ts';

export const summaryOf = (flow: StoredFlow): z.input<typeof FlowSummary> => ({
  flowId: flow.flowId,
  name: flow.name,
  owner: flow.owner,
  version: flow.revision,
  labels: flow.labels,
  notRunnable: flow.detachedFrom === null ? null : whyDetached(flow.detachedFrom),
  halted: flow.halted && { connectorId: flow.halted.connectorId, since: flow.halted.since.toISOString() },
  locked: flow.locked && { by: flow.locked.by, since: flow.locked.since.toISOString() },
});

export const flowOf = (flow: StoredFlow): z.input<typeof Flow> => ({
  ...summaryOf(flow),
  description: flow.description,
  onConnectorInactive: flow.draft.onConnectorInactive,
  fallbackDestination: flow.draft.fallbackDestination,
  createdAt: flow.createdAt.toISOString(),
  updatedAt: flow.updatedAt.toISOString(),
});

export const publishedOf = ({ version, labels, connectorIds, rows }: Published): z.input<typeof PublishedVersion> => ({
  flowId: version.flowId,
  versionNumber: version.versionNumber,
  labels,
  connectorIds,
  rows,
});

export const versionOf = (version: FlowVersion, labels: Labels): z.input<typeof FlowVersionBody> => ({
  flowId: version.flowId,
  versionNumber: version.versionNumber,
  state: version.state,
  labels: labelsOf(labels, version.versionNumber),
  name: exportOf(version.content).name,
  comment: version.comment,
  publishedBy: version.publishedBy,
  publishedAt: version.startedAt.toISOString(),
  onConnectorInactive: version.content.onConnectorInactive,
  fallbackDestination: version.content.fallbackDestination,
  connectors: version.uses.map(({ connectorId, activities }) => ({ connectorId, activities })),
});
