import { type Connector, type ConnectorSummary, summaryOf } from './connector.ts';
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

/** What a deletion would hit. */
export interface Impact {
  connector: ConnectorSummary;
  references: readonly Reference[];
  /** Flows whose `Live` version is among the references. */
  impactedFlows: number;
  withoutFallback: number;
}

export function impactOf(connector: Connector, references: readonly Reference[]): Impact {
  const impacted = new Map(references.filter(({ labels }) => labels.includes('Live')).map((reference) => [reference.flowId, reference]));
  return {
    connector: summaryOf(connector),
    references,
    impactedFlows: impacted.size,
    withoutFallback: [...impacted.values()].filter(({ hasFallback }) => !hasFallback).length,
  };
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
