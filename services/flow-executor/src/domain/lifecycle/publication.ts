import type { ConnectorUse } from '../flow/connector-binding.ts';
import { requireChangeable } from './lock.ts';
import { FlowNotFound, PublicationOvertaken, PublicationRunning, VersionNotFound, VersionNotUsable } from './refusals.ts';
import { type FlowLabel, type FlowVersion, flowLabels, type Labels, type StoredFlow } from './stored-flow.ts';

/** Longer than a publication can take, the registry's deadline included. */
const publicationTimeoutMs = 60_000;

export interface Publication {
  uses: readonly ConnectorUse[];
  /** Revision of the draft that was validated. */
  validatedRevision: number;
  comment: string;
  actor: string;
  now: Date;
}

/** One whose publisher is gone blocks nobody for long. */
export function requireNoPublication({ publishingSince }: StoredFlow, now: Date): void {
  if (publishingSince !== null && now.getTime() - publishingSince.getTime() < publicationTimeoutMs) throw new PublicationRunning();
}

/** First step: freezes the draft as the next version. @throws FlowNotFound, PublicationRunning, PublicationOvertaken */
export function beginPublication(
  flow: StoredFlow,
  { uses, validatedRevision, comment, actor, now }: Publication,
): { flow: StoredFlow; version: FlowVersion } {
  requireChangeable(flow, actor);
  requireNoPublication(flow, now);
  if (flow.revision !== validatedRevision) throw new PublicationOvertaken('the flow was changed while it was validated');
  const versionNumber = flow.lastVersionNumber + 1;
  return {
    flow: { ...flow, lastVersionNumber: versionNumber, publishingSince: now },
    version: {
      flowId: flow.flowId,
      versionNumber,
      state: 'PUBLISHING',
      content: flow.draft,
      uses,
      detachedFrom: null,
      comment,
      publishedBy: actor,
      startedAt: now,
    },
  };
}

export const abandon = (version: FlowVersion): FlowVersion => ({ ...version, state: 'ABANDONED' });

export const endPublication = (flow: StoredFlow): StoredFlow => ({ ...flow, publishingSince: null });

/** Third step: the labels move. @throws PublicationOvertaken when the version lost a connector meanwhile, or was given up */
export function completePublication(
  flow: StoredFlow,
  version: FlowVersion,
  labels: readonly FlowLabel[],
  now: Date,
): { flow: StoredFlow; version: FlowVersion } {
  if (flow.isLeaving) throw new FlowNotFound();
  if (version.state === 'DETACHED') throw new PublicationOvertaken('a connector of the flow was deleted meanwhile');
  if (version.state !== 'PUBLISHING') throw new PublicationOvertaken('the publication took too long and was given up');
  return {
    flow: { ...flow, labels: moveLabels(flow.labels, labels, version.versionNumber), revision: flow.revision + 1, updatedAt: now },
    version: { ...version, state: 'PUBLISHED' },
  };
}

/** First step of a rollback: the version is to be pointed at, and nothing else happens to the flow meanwhile. @throws as below */
export function beginMove(flow: StoredFlow, version: FlowVersion | undefined, { actor, now }: { actor: string; now: Date }): StoredFlow {
  requireChangeable(flow, actor);
  requireNoPublication(flow, now);
  requirePublished(version);
  return { ...flow, publishingSince: now };
}

/** Last step of a rollback. @throws FlowNotFound, VersionNotFound, VersionNotUsable when it was detached meanwhile */
export function completeMove(flow: StoredFlow, version: FlowVersion | undefined, label: FlowLabel, now: Date): StoredFlow {
  if (flow.isLeaving) throw new FlowNotFound();
  const { versionNumber } = requirePublished(version);
  return { ...flow, labels: { ...flow.labels, [label]: versionNumber }, revision: flow.revision + 1, updatedAt: now };
}

function requirePublished(version: FlowVersion | undefined): FlowVersion {
  if (!version) throw new VersionNotFound();
  if (version.state === 'DETACHED')
    throw new VersionNotUsable('it lost a connector to a deletion: publish the flow anew with another connector');
  if (version.state !== 'PUBLISHED') throw new VersionNotUsable('its publication was never completed: publish the flow anew');
  return version;
}

/** `Latest` follows every publication. */
export function moveLabels(labels: Labels, chosen: readonly FlowLabel[], versionNumber: number): Labels {
  return { ...labels, ...Object.fromEntries(chosen.map((label) => [label, versionNumber])), Latest: versionNumber };
}

export function labelsOf(labels: Labels, versionNumber: number): FlowLabel[] {
  return flowLabels.filter((label) => labels[label] === versionNumber);
}

export const isLabelled = (labels: Labels, versionNumber: number): boolean => labelsOf(labels, versionNumber).length > 0;
