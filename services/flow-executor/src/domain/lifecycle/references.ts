import type { ConnectorUse } from '../flow/connector-binding.ts';
import { labelsOf } from './publication.ts';
import type { FlowLabel, FlowVersion, Labels, StoredFlow } from './stored-flow.ts';

/** What the registry is to know of a flow: the whole truth, in place of what it knew. */
export interface FlowReferences {
  flowName: string;
  owner: string;
  hasFallback: boolean;
  versions: { versionNumber: number; labels: FlowLabel[]; uses: ConnectorUse[] }[];
}

/**
 * Of the versions that run now and of the one that is to, with the labels as they will be.
 * @param current version of each connector: what changed since an older version was published does not bar the flow from publishing
 */
export function referencesOf(
  flow: StoredFlow,
  versions: readonly FlowVersion[],
  labels: Labels,
  current: ReadonlyMap<string, number>,
): FlowReferences {
  const inUse = versions.find(({ versionNumber }) => versionNumber === (labels.Live ?? labels.Latest));
  return {
    flowName: flow.name,
    owner: flow.owner,
    hasFallback: (inUse?.content ?? flow.draft).fallbackDestination !== null,
    versions: versions.map(({ versionNumber, uses }) => ({
      versionNumber,
      labels: labelsOf(labels, versionNumber),
      uses: uses.map((use) => ({ ...use, connectorVersion: current.get(use.connectorId) ?? use.connectorVersion })),
    })),
  };
}
