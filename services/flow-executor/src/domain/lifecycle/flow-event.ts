import type { FlowLabel, OnConnectorInactive } from './stored-flow.ts';

/** What other services get to know. */
export type FlowEvent = { organizationId: string; flowId: string } & (
  | FlowPublished
  | FlowLabelMoved
  | FlowHalted
  | FlowResumed
  | FlowDetached
  | FlowAttached
);

interface FlowPublished {
  type: 'FlowPublished';
  name: string;
  versionNumber: number;
  labels: FlowLabel[];
  connectorIds: string[];
  actor: string;
}

interface FlowLabelMoved {
  type: 'FlowLabelMoved';
  name: string;
  label: FlowLabel;
  versionNumber: number;
  previousVersionNumber: number | null;
  connectorIds: string[];
  actor: string;
}

interface FlowHalted {
  type: 'FlowHalted';
  name: string;
  versionNumber: number;
  connectorId: string;
  onConnectorInactive: OnConnectorInactive;
  fallbackDestination: string | null;
}

interface FlowResumed {
  type: 'FlowResumed';
  name: string;
  versionNumber: number;
  connectorId: string;
  haltedSince: string;
}

/** The reply that a deletion waits for. */
interface FlowDetached {
  type: 'FlowDetached';
  connectorId: string;
  operationId: string;
  activities: { activityId: string; activityLabel: string }[];
}

/** The reply that a cancelled deletion waits for. */
interface FlowAttached {
  type: 'FlowAttached';
  connectorId: string;
  operationId: string;
  versionNumbers: number[];
}
