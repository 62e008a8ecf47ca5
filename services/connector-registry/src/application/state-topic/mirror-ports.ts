import type { Bucket, MirrorReport } from '../../domain/state-topic/mirror.ts';

/** Replicas that hold the state of every connector, as they tell of themselves, and what they are to hold. */
export abstract class Mirrors {
  /** In place of what this replica told before. */
  abstract keep(report: MirrorReport): Promise<void>;
  /** Of replicas that have told something since then; what is older is forgotten. */
  abstract reportsSince(since: Date): Promise<MirrorReport[]>;
  /** Of one moment. */
  abstract readBuckets(): Promise<Bucket[]>;
  /** Says again on the state topic what every connector of the bucket is. @returns how many */
  abstract tellAgain(bucket: number): Promise<number>;
}

export interface MirrorCheck {
  /** Replicas that were compared. */
  mirrors: number;
  differing: readonly { instanceId: string; buckets: readonly number[] }[];
  /** Connectors that were said again. */
  toldAgain: number;
}
