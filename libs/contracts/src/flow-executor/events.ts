import { z } from 'zod';
import { FlowLabel } from '../connector-registry/http.ts';
import { ConnectorId, FlowId, OperationId } from '../ids.ts';
import { retained, type Topic } from '../topic.ts';
import { OnConnectorInactive } from './http.ts';

export const FlowPublished = z.object({
  flowId: FlowId,
  name: z.string(),
  versionNumber: z.number().int().positive(),
  labels: z.array(FlowLabel),
  connectorIds: z.array(ConnectorId),
  actor: z.string(),
});

/** A label points at another version, without a publication. */
export const FlowLabelMoved = z.object({
  flowId: FlowId,
  name: z.string(),
  label: FlowLabel,
  versionNumber: z.number().int().positive(),
  previousVersionNumber: z.number().int().positive().nullable(),
  connectorIds: z.array(ConnectorId),
  actor: z.string(),
});

/** A connector of the Live version is not active: calls get what the flow has chosen for that. Once per flow, until it resumes. */
export const FlowHalted = z.object({
  flowId: FlowId,
  name: z.string(),
  versionNumber: z.number().int().positive(),
  connectorId: ConnectorId,
  onConnectorInactive: OnConnectorInactive,
  fallbackDestination: z.string().nullable(),
});

/** Every connector of the Live version is active again, or it uses none that is not. */
export const FlowResumed = z.object({
  flowId: FlowId,
  name: z.string(),
  versionNumber: z.number().int().positive(),
  /** By which it was halted. */
  connectorId: ConnectorId,
  haltedSince: z.iso.datetime(),
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
  events: {
    'patchbay.FlowPublished': FlowPublished,
    'patchbay.FlowLabelMoved': FlowLabelMoved,
    'patchbay.FlowHalted': FlowHalted,
    'patchbay.FlowResumed': FlowResumed,
    'patchbay.FlowDetached': FlowDetached,
    'patchbay.FlowAttached': FlowAttached,
  },
} as const satisfies Topic;
