import type { Connector, HaltMode } from './connector.ts';
import type { OperationId } from './ids.ts';

interface Change {
  /** As it is after the change. */
  connector: Connector;
  /** Id of the person or service that made the change. */
  actor: string;
}

export type ConnectorEvent =
  | (Change & { type: 'ConnectorCreated' })
  | (Change & { type: 'ConnectorUpdated'; changedFields: readonly string[] })
  | (Change & { type: 'ConnectorActivated' })
  | (Change & { type: 'ConnectorDeactivated'; haltMode: HaltMode; reason: string; operationId: OperationId })
  | (Change & { type: 'ConnectorDeleting'; operationId: OperationId })
  | (Change & { type: 'ConnectorDeleted'; operationId: OperationId })
  | (Change & { type: 'ConnectorDeletionCancelled'; operationId: OperationId });
