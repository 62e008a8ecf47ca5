import { z } from 'zod';
import { ConnectorId, OperationId } from '../ids.ts';
import { compacted, retained, type Topic } from '../topic.ts';
import { AccessLevel, ConnectorKind, ConnectorState, ConnectorVersion, HaltMode } from './connector.ts';

const Changed = z.object({
  connectorId: ConnectorId,
  name: z.string(),
  kind: ConnectorKind,
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
  /** Id of the person or service that made the change. */
  actor: z.string(),
});

const ConnectorCreated = Changed.extend({ consentTextVersion: z.string() });
const ConnectorUpdated = Changed.extend({ changedFields: z.array(z.string()) });
const ConnectorActivated = Changed;
const ConnectorDeactivated = Changed.extend({ haltMode: HaltMode, reason: z.string() });
const ConnectorDeleting = Changed.extend({ operationId: OperationId });
const ConnectorDeleted = Changed.extend({ operationId: OperationId });

/** What happened, for effects: each event once, in version order per connector. */
export const connectorLifecycle = {
  name: 'patchbay.connector.lifecycle.v1',
  owner: 'connector-registry',
  partitions: 24,
  config: retained(30),
  events: {
    'patchbay.ConnectorCreated': ConnectorCreated,
    'patchbay.ConnectorUpdated': ConnectorUpdated,
    'patchbay.ConnectorActivated': ConnectorActivated,
    'patchbay.ConnectorDeactivated': ConnectorDeactivated,
    'patchbay.ConnectorDeleting': ConnectorDeleting,
    'patchbay.ConnectorDeleted': ConnectorDeleted,
  },
} as const satisfies Topic;

/** Last public state of a connector: what a gate needs to know, and no secret. */
export const ConnectorStateRecord = z.object({
  connectorId: ConnectorId,
  name: z.string(),
  kind: ConnectorKind,
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
  /** How the last deactivation asked to be carried out; null while the connector is active. */
  haltMode: HaltMode.nullable(),
});
export type ConnectorStateRecord = z.infer<typeof ConnectorStateRecord>;

/** What is, for mirrors: compacted, so that a reader from the start sees every connector. A deleted one stays as a record. */
export const connectorState = {
  name: 'patchbay.connector.state.v1',
  owner: 'connector-registry',
  partitions: 24,
  config: compacted,
  events: { 'patchbay.ConnectorState': ConnectorStateRecord },
} as const satisfies Topic;
