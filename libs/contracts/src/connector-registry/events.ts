import { z } from 'zod';
import { ConnectorId, OperationId, OrganizationId } from '../ids.ts';
import { compacted, retained, type Topic } from '../topic.ts';
import { AccessLevel, ConnectorState, ConnectorVersion, HaltMode } from './connector.ts';
import { StaleGraceMs } from './halts.ts';
import { ofEachKind } from './kinds.ts';

const Changed = z.object({
  connectorId: ConnectorId,
  name: z.string(),
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
  /** Id of the person or service that made the change. */
  actor: z.string(),
});

const ConnectorCreated = ofEachKind(Changed.extend({ consentTextVersion: z.string() }));
const ConnectorUpdated = ofEachKind(Changed.extend({ changedFields: z.array(z.string()) }));
const ConnectorActivated = ofEachKind(Changed);
const ConnectorDeactivated = ofEachKind(
  Changed.extend({
    haltMode: HaltMode,
    reason: z.string(),
    /** The halt, where it can be followed. Absent in events from before there were any. */
    operationId: OperationId.optional(),
  }),
);
const ConnectorDeleting = ofEachKind(Changed.extend({ operationId: OperationId }));
const ConnectorDeleted = ofEachKind(Changed.extend({ operationId: OperationId }));
/** The deletion of that operation is undone: flows that it has detached are to be attached again, and answer with `FlowAttached`. */
const ConnectorDeletionCancelled = ofEachKind(Changed.extend({ operationId: OperationId }));

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
    'patchbay.ConnectorDeletionCancelled': ConnectorDeletionCancelled,
  },
} as const satisfies Topic;

const stateRecord = z.object({
  connectorId: ConnectorId,
  name: z.string(),
  accessLevel: AccessLevel,
  state: ConnectorState,
  version: ConnectorVersion,
  /** How the last deactivation asked to be carried out; null while the connector is active. */
  haltMode: HaltMode.nullable(),
  /** How long past the end of its lease a holder may serve the connector. Absent in records from before there was any. */
  staleGraceMs: StaleGraceMs.default(0),
});

/** Last public state of a connector: what a gate and a broker need to know, and no secret. */
export const ConnectorStateRecord = ofEachKind(stateRecord);
export type ConnectorStateRecord = z.infer<typeof ConnectorStateRecord>;

/** The same beside that of other organizations. */
export const OwnedStateRecord = ofEachKind(stateRecord.extend({ organizationId: OrganizationId }));

/** What is, for mirrors: compacted, so that a reader from the start sees every connector. A deleted one stays as a record. */
export const connectorState = {
  name: 'patchbay.connector.state.v1',
  owner: 'connector-registry',
  partitions: 24,
  config: compacted,
  events: { 'patchbay.ConnectorState': ConnectorStateRecord },
} as const satisfies Topic;
