import type { ActivityUse, KnownConnector } from '../flow/connector-binding.ts';
import { detachDraft } from './draft.ts';
import type { FlowWithVersions, StoredFlow, VersionOutline } from './stored-flow.ts';

export interface Detachment {
  flow: StoredFlow;
  /** Those that do not run any more. */
  versions: VersionOutline[];
  activities: { activityId: string; activityLabel: string }[];
  /** Of these, those of the draft. */
  draftActivities: ActivityUse[];
}

/**
 * Takes a connector that is being deleted away from a flow, or returns undefined when nothing of the flow uses it. History is kept.
 * @param dependent the flow, and of its versions those that may use the connector
 */
export function detachFlow({ flow, versions }: FlowWithVersions, connector: KnownConnector, now: Date): Detachment | undefined {
  const draft = detachDraft(flow, connector, now);
  const uses = versions.flatMap((version) => version.uses.filter(({ connectorId }) => connectorId === connector.connectorId));
  const activities = [...draft.activities, ...uses.flatMap((use) => use.activities)];
  if (activities.length === 0) return undefined;
  const labels = new Map(activities.map(({ activityId, activityLabel }) => [activityId, activityLabel]));
  return {
    // Also when the draft is untouched: every replica has to notice.
    flow: { ...draft.flow, revision: flow.revision + 1, updatedAt: now },
    versions: versions.filter(runsOrWill).map((version) => ({ ...version, state: 'DETACHED', detachedFrom: connector.connectorId })),
    draftActivities: draft.activities,
    activities: [...labels].map(([activityId, activityLabel]) => ({ activityId, activityLabel })),
  };
}

const runsOrWill = ({ state }: VersionOutline): boolean => state === 'PUBLISHED' || state === 'PUBLISHING';

/** Why a version that lost its connector does not run: for the flow and for each call to it. */
export function whyDetached(connectorId: string): { code: string; message: string; connectorId: string } {
  const message = `its connector ${connectorId} was deleted: bind its activities to another connector and publish the flow again`;
  return { code: 'flow.connector-deleted', message, connectorId };
}
