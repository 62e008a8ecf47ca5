import type { Connector } from './connector.ts';
import type { ConnectorId, FlowId } from './ids.ts';
import { ConnectorChanged, ConnectorNotAvailable } from './reference-errors.ts';

type FlowLabel = 'Live' | 'Test' | 'Dev' | 'Latest';

interface ActivityUse {
  activityId: string;
  activityLabel: string;
  method: string;
}

/** "This version of the flow uses the connector." */
export interface Reference {
  connectorId: ConnectorId;
  flowId: FlowId;
  flowName: string;
  owner: string;
  versionNumber: number;
  labels: readonly FlowLabel[];
  /** Whether a halted call of this flow has somewhere to go. */
  hasFallback: boolean;
  activities: readonly ActivityUse[];
}

/** A use as a flow asks for it: the connector, and the version of it that the flow was validated against. */
export interface ConnectorUse {
  connectorId: ConnectorId;
  connectorVersion: number;
}

/**
 * A connector that is inactive may be referenced: its flows are halted, and run again when it is activated.
 * @param connector undefined when the organization has none of that id
 * @throws ConnectorNotAvailable, ConnectorChanged
 */
export function requireReferable(use: ConnectorUse, connector: Connector | undefined): void {
  if (!connector || connector.state === 'DELETING' || connector.state === 'DELETED') throw new ConnectorNotAvailable(use.connectorId);
  if (connector.version !== use.connectorVersion) throw new ConnectorChanged(use, connector.version);
}
