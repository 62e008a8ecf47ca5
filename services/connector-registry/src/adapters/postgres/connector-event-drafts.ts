import { type ConnectorStateRecord, connectorLifecycle, connectorState, OrganizationId } from '@patchbay/contracts';
import { assertNever } from '@patchbay/errors';
import type { OutgoingDraft } from '@patchbay/outbox';
import type { z } from 'zod';
import { type Connector, ofKind } from '../../domain/connector.ts';
import type { ConnectorEvent } from '../../domain/connector-event.ts';

type LifecycleEvents = typeof connectorLifecycle.events;
/** Type and data of an event of the lifecycle topic, before its ids are branded. */
type LifecycleMessage = { [Type in keyof LifecycleEvents]: { type: Type; data: z.input<LifecycleEvents[Type]> } }[keyof LifecycleEvents];

/** What happened, and what is then: the lifecycle event and the record of the compacted topic, in one step of the history. */
export function draftsOf(event: ConnectorEvent, traceparent: string | undefined): OutgoingDraft[] {
  return [
    { ...addressOf(event.connector, traceparent), topic: connectorLifecycle.name, ...lifecycleMessageOf(event) },
    stateDraftOf(event.connector, traceparent),
  ];
}

/** What is, without anything having happened. */
export function stateDraftOf(connector: Connector, traceparent: string | undefined): OutgoingDraft & { data: object } {
  const data = stateRecordOf(connector);
  return { ...addressOf(connector, traceparent), topic: connectorState.name, type: 'patchbay.ConnectorState', data };
}

function addressOf({ connectorId, organizationId, version }: Connector, traceparent: string | undefined) {
  return { key: connectorId, subject: connectorId, organizationId: OrganizationId.parse(organizationId), version, traceparent };
}

function lifecycleMessageOf(event: ConnectorEvent): LifecycleMessage {
  const { connectorId, name, accessLevel, state, version } = event.connector;
  const data = { ...ofKind(event.connector), connectorId, name, accessLevel, state, version, actor: event.actor };
  switch (event.type) {
    case 'ConnectorCreated':
      return { type: 'patchbay.ConnectorCreated', data: { ...data, consentTextVersion: event.connector.consent.textVersion } };
    case 'ConnectorUpdated':
      return { type: 'patchbay.ConnectorUpdated', data: { ...data, changedFields: [...event.changedFields] } };
    case 'ConnectorActivated':
      return { type: 'patchbay.ConnectorActivated', data };
    case 'ConnectorDeactivated':
      return {
        type: 'patchbay.ConnectorDeactivated',
        data: { ...data, haltMode: event.haltMode, reason: event.reason, operationId: event.operationId },
      };
    case 'ConnectorDeleting':
      return { type: 'patchbay.ConnectorDeleting', data: { ...data, operationId: event.operationId } };
    case 'ConnectorDeleted':
      return { type: 'patchbay.ConnectorDeleted', data: { ...data, operationId: event.operationId } };
    case 'ConnectorDeletionCancelled':
      return { type: 'patchbay.ConnectorDeletionCancelled', data: { ...data, operationId: event.operationId } };
    default:
      return assertNever(event);
  }
}

function stateRecordOf(connector: Connector): z.input<typeof ConnectorStateRecord> {
  const { connectorId, name, accessLevel, state, version, haltMode, staleGraceMs } = connector;
  return { ...ofKind(connector), connectorId, name, accessLevel, state, version, haltMode, staleGraceMs };
}
