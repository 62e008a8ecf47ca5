import type { ActivityUse } from '../flow/connector-binding.ts';
import type { Detachment } from './detachment.ts';
import { described, withoutConnector } from './draft.ts';
import {
  differingSettings,
  type FlowContent,
  type FlowWithVersions,
  type StoredFlow,
  type VersionOutline,
  type VersionState,
} from './stored-flow.ts';

/** What a deletion took away from a flow: with this the flow can be made again what it was. */
export interface KeptDetachment {
  readonly operationId: string;
  readonly flowId: string;
  readonly connectorId: string;
  /** As it was, and which of its activities lost the connector; null when it was not touched, and once the deletion is final. */
  readonly draft: { readonly before: FlowContent; readonly activities: readonly ActivityUse[] } | null;
  /** A later publication is the developer's answer to the detachment. */
  readonly lastVersionNumber: number;
  /** Versions that do not run for want of the connector, with the state that they had when all their connectors were there. */
  readonly versions: readonly { readonly versionNumber: number; readonly state: VersionState }[];
}

/** What the deletion took away beside the draft. */
export type KeptVersions = Omit<KeptDetachment, 'draft'>;

/** @param others what was taken away from the same flow by other deletions */
export function keepDetachment(
  { flow, versions }: FlowWithVersions,
  detachment: Detachment,
  { operationId, connectorId }: { operationId: string; connectorId: string },
  others: readonly KeptVersions[],
): KeptDetachment {
  const { draftActivities: activities } = detachment;
  return {
    operationId,
    flowId: flow.flowId,
    connectorId,
    draft: activities.length > 0 ? { before: flow.draft, activities } : null,
    lastVersionNumber: flow.lastVersionNumber,
    versions: versions.flatMap(({ versionNumber, state }) => {
      const had = state === 'DETACHED' ? stateIn(others, versionNumber) : state;
      return had === 'PUBLISHED' || had === 'PUBLISHING' ? [{ versionNumber, state: had }] : [];
    }),
  };
}

export interface Attachment {
  flow: StoredFlow;
  versions: VersionOutline[];
  /** Those that use the connector again. */
  versionNumbers: number[];
}

/**
 * Gives back what a cancelled deletion took away: the draft unless it was written anew, and the versions unless the flow was published anew.
 * A version that lacks another connector too goes on lacking that one.
 * @param versions of the flow, those that were kept
 */
export function attachFlow(
  { flow, versions }: FlowWithVersions,
  kept: KeptDetachment,
  others: readonly KeptVersions[],
  now: Date,
): Attachment {
  const { draft } = kept;
  const untouched =
    draft !== null && isSameContent(flow.draft, withoutConnector(draft.before, { ...kept, activities: [...draft.activities] }));
  const attached = flow.lastVersionNumber === kept.lastVersionNumber ? versions.flatMap((version) => attach(version, kept, others)) : [];
  const changed = { ...flow, revision: flow.revision + 1, updatedAt: now };
  return {
    flow: untouched ? { ...changed, ...described(draft.before) } : changed,
    versions: attached,
    versionNumbers: attached.map(({ versionNumber }) => versionNumber),
  };
}

function attach(version: VersionOutline, kept: KeptDetachment, others: readonly KeptVersions[]): VersionOutline[] {
  const had = stateIn([kept], version.versionNumber);
  if (had === undefined || version.state !== 'DETACHED') return [];
  const lacking = others.find((other) => stateIn([other], version.versionNumber) !== undefined);
  return [lacking ? { ...version, detachedFrom: lacking.connectorId } : { ...version, state: had, detachedFrom: null }];
}

const stateIn = (detachments: readonly KeptVersions[], versionNumber: number): VersionState | undefined =>
  detachments.flatMap(({ versions }) => versions).find((version) => version.versionNumber === versionNumber)?.state;

const isSameContent = (one: FlowContent, other: FlowContent): boolean =>
  one.exportText === other.exportText && differingSettings(one, other).length === 0;
