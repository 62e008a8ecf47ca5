import type { ConnectorMapping, ConnectorUse } from '../flow/connector-binding.ts';

export const flowLabels = ['Live', 'Test', 'Dev', 'Latest'] as const;
export type FlowLabel = (typeof flowLabels)[number];
/** Number of the version that each label points at. */
export type Labels = Readonly<Partial<Record<FlowLabel, number>>>;

export type OnConnectorInactive = 'HALT' | 'ERROR_PATH';

/** What a developer hands in: the export as it was downloaded, and what the export cannot say. */
export interface FlowContent {
  readonly exportText: string;
  readonly connectors: ConnectorMapping;
  readonly onConnectorInactive: OnConnectorInactive;
  readonly fallbackDestination: string | null;
}

/** Names of what differs beside the export. */
export function differingSettings(one: FlowContent, other: FlowContent): string[] {
  const connectors = ({ connectors: mapping }: FlowContent) => JSON.stringify(Object.entries(mapping).toSorted());
  const settings = (['onConnectorInactive', 'fallbackDestination'] as const).filter((key) => one[key] !== other[key]);
  return connectors(one) === connectors(other) ? settings : ['connectors', ...settings];
}

/** Nobody else may change the flow. */
export interface FlowLock {
  readonly by: string;
  readonly since: Date;
}

/** A connector of the Live version is not active. */
export interface FlowHalt {
  readonly connectorId: string;
  readonly since: Date;
}

/** A flow with its draft. */
export interface StoredFlow {
  readonly flowId: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** +1 at each change of the flow, its labels or the state of its versions. */
  readonly revision: number;
  readonly draft: FlowContent;
  /** By what the draft could be bound to a connector: ids and names. */
  readonly draftReferences: readonly string[];
  readonly labels: Labels;
  readonly lastVersionNumber: number;
  /** The connector that the version in use lost to a deletion, or null while it runs. */
  readonly detachedFrom: string | null;
  /** When the publication began that runs now, or null. */
  readonly publishingSince: Date | null;
  /** Set while it is being deleted: it is to be seen no more. */
  readonly isLeaving: boolean;
  readonly locked: FlowLock | null;
  readonly halted: FlowHalt | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * `PUBLISHING` until the registry has its references, `PUBLISHED` then; `ABANDONED` when that failed.
 * `DETACHED` when one of its connectors was deleted: it does not run.
 */
export type VersionState = 'PUBLISHING' | 'PUBLISHED' | 'ABANDONED' | 'DETACHED';

/** What one publication froze. Its content never changes. */
export interface FlowVersion {
  readonly flowId: string;
  readonly versionNumber: number;
  readonly state: VersionState;
  readonly content: FlowContent;
  readonly uses: readonly ConnectorUse[];
  readonly detachedFrom: string | null;
  readonly comment: string;
  readonly publishedBy: string;
  readonly startedAt: Date;
}

/** All of a version but its content, which never changes. */
export type VersionOutline = Omit<FlowVersion, 'content'>;

/** A flow with some of its versions. */
export interface FlowWithVersions {
  readonly flow: StoredFlow;
  readonly versions: readonly VersionOutline[];
}
