import type { Execution, Flow, FlowSummary, PublishedVersion } from '@patchbay/contracts';
import type { z } from 'zod';
import type { Published } from '../../application/publish-flow.ts';
import type { EndedExecution } from '../../application/start-execution.ts';
import { whyDetached } from '../../domain/lifecycle/detachment.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';

export const summaryOf = (flow: StoredFlow): z.input<typeof FlowSummary> => ({
  flowId: flow.flowId,
  name: flow.name,
  owner: flow.owner,
  version: flow.revision,
  labels: flow.labels,
  notRunnable: flow.detachedFrom === null ? null : whyDetached(flow.detachedFrom),
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

export const executionOf = ({ startedAt, ...execution }: EndedExecution, instanceId: string): z.input<typeof Execution> => ({
  ...execution,
  instanceId,
  startedAt: startedAt.toISOString(),
});
