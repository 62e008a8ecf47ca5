import type { FlowLabel } from './stored-flow.ts';

/** What other services get to know. */
export type FlowEvent = { organizationId: string; flowId: string } & (FlowPublished | FlowDetached | FlowAttached);

interface FlowPublished {
  type: 'FlowPublished';
  name: string;
  versionNumber: number;
  labels: FlowLabel[];
  connectorIds: string[];
  actor: string;
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
