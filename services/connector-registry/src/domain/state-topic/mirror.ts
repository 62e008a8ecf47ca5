/** Part of all connectors: those whose ids end alike. */
export interface Bucket {
  /** Over id, version and state of those that are not deleted. */
  digest: string;
  /** When one of them last changed; null when there never was one. */
  changedAt: Date | null;
}

/** What a replica that mirrors every connector held at a moment, by bucket. */
export interface MirrorReport {
  instanceId: string;
  reportedAt: Date;
  digests: readonly string[];
}

/** A mirror reports every minute; one that does not is gone, or is not ready. */
export const mirrorSilentAfterMs = 180_000;
/** Much longer than a change takes to every mirror. */
const onItsWayMs = 30_000;

/** Where the mirror holds something else than the registry. Of a bucket in which a change may have been on its way nothing can be said. */
export function differingBuckets(buckets: readonly Bucket[], { digests, reportedAt }: MirrorReport): number[] {
  const settledBefore = reportedAt.getTime() - onItsWayMs;
  return buckets.flatMap(({ digest, changedAt }, index) =>
    digest !== digests[index] && (changedAt === null || changedAt.getTime() < settledBefore) ? [index] : [],
  );
}
