import { type ConnectorId, ConnectorStateRecord, connectorState, type OrganizationId, type OutgoingEvent } from '@patchbay/contracts';

export const connectorId = '0192f0c1-0000-7000-8000-00000000000a' as ConnectorId;

export function stateEvent(version: number, id: ConnectorId = connectorId): OutgoingEvent {
  return {
    topic: connectorState.name,
    key: id,
    envelope: {
      id: `0192f0c1-0000-7000-8000-${String(version).padStart(12, '0')}`,
      source: 'connector-registry',
      type: 'patchbay.ConnectorState',
      subject: id,
      time: '2026-01-02T03:04:05.678Z',
      organizationId: '0192f0c1-0000-7000-8000-000000000001' as OrganizationId,
      version,
      data: ConnectorStateRecord.parse({
        connectorId: id,
        name: 'CRM',
        kind: 'webex-contact-center',
        accessLevel: 'READ_ONLY',
        state: 'ACTIVE',
        version,
        haltMode: null,
      }),
    },
  };
}
