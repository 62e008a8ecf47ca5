import type { ConnectorStatus } from '../../src/application/ports.ts';
import type { KeptDetachment } from '../../src/domain/lifecycle/attachment.ts';
import type { FlowEvent } from '../../src/domain/lifecycle/flow-event.ts';
import type { FlowVersion, StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';

export interface VersionEntry {
  version: FlowVersion;
  depends: boolean;
}

export interface Contents {
  flows: Map<string, StoredFlow>;
  versions: Map<string, VersionEntry>;
  events: FlowEvent[];
  received: Set<string>;
  detachments: KeptDetachment[];
  /** Operations. */
  givenBack: Set<string>;
  statuses: Map<string, ConnectorStatus>;
}

export const keyOf = (flowId: string, versionNumber: number) => `${flowId} ${versionNumber}`;
