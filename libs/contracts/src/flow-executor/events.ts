import { z } from 'zod';
import { FlowLabel } from '../connector-registry/http.ts';
import { ConnectorId, FlowId, OperationId } from '../ids.ts';
import { retained, type Topic } from '../topic.ts';

export const FlowPublished = z.object({
  flowId: FlowId,
  name: z.string(),
  versionNumber: z.number().int().positive(),
  labels: z.array(FlowLabel),
  connectorIds: z.array(ConnectorId),
  actor: z.string(),
});

/** The flow lost its connector to a deletion: it is not runnable until it is repaired. The reply that the deletion waits for. */
export const FlowDetached = z.object({
  flowId: FlowId,
  connectorId: ConnectorId,
  operationId: OperationId,
  activities: z.array(z.object({ activityId: z.string(), activityLabel: z.string() })),
});

/** The reply to a cancelled deletion, for each flow that it had detached. */
export const FlowAttached = z.object({
  flowId: FlowId,
  connectorId: ConnectorId,
  operationId: OperationId,
  /** Versions that use the connector again; none of a flow that was published anew meanwhile, which stays as it is. */
  versionNumbers: z.array(z.number().int().positive()),
});

/** Key = flowId. */
export const flowLifecycle = {
  name: 'patchbay.flow.lifecycle.v1',
  owner: 'flow-executor',
  partitions: 12,
  config: retained(30),
  events: { 'patchbay.FlowPublished': FlowPublished, 'patchbay.FlowDetached': FlowDetached, 'patchbay.FlowAttached': FlowAttached },
} as const satisfies Topic;
