import type { ConnectorEvent } from '../../../domain/connector-event.ts';

/** What made a version of a connector, in the words of authorization where it has one. */
export const changeActions: Record<ConnectorEvent['type'], string> = {
  ConnectorCreated: 'connector.create',
  ConnectorUpdated: 'connector.update',
  ConnectorActivated: 'connector.activate',
  ConnectorDeactivated: 'connector.deactivate',
  ConnectorDeleting: 'connector.delete',
  ConnectorDeleted: 'connector.complete-deletion',
  ConnectorDeletionCancelled: 'connector.cancel-deletion',
};
