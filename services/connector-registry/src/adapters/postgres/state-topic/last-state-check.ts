import type { MirrorCheck } from '../../../application/state-topic/mirror-ports.ts';
import type { StateCheck } from '../../../application/state-topic/state-topic-ports.ts';
import type { RegistryDatabase } from '../registry-database.ts';

/** Of a check that has come to its end: numbers, as the ids are in the log. */
interface StateCheckResult {
  compared: number;
  published: number;
  ahead: number;
}

export function resultOf({ compared, published, ahead }: StateCheck): StateCheckResult {
  return { compared, published: published.length, ahead: ahead.length };
}

interface MirrorCheckResult {
  mirrors: number;
  differences: number;
}

export function mirrorResultOf({ mirrors, differing }: MirrorCheck): MirrorCheckResult {
  return { mirrors, differences: differing.reduce((sum, { buckets }) => sum + buckets.length, 0) };
}

/** @returns undefined when there has been none */
export async function lastMirrorCheckOf({ system }: RegistryDatabase): Promise<MirrorCheckResult | undefined> {
  const [row]: { result: MirrorCheckResult }[] = await system.query(
    `SELECT result FROM periodic_job WHERE name = 'check-mirrors' AND finished_at IS NOT NULL`,
  );
  return row?.result;
}

/** @returns undefined when there has been none */
export async function lastStateCheckOf(
  { system }: RegistryDatabase,
  clock: { now(): Date },
): Promise<{ differences: number; ahead: number; ageSeconds: number } | undefined> {
  const [row]: { result: StateCheckResult; finishedAt: Date }[] = await system.query(
    `SELECT result, finished_at AS "finishedAt" FROM periodic_job WHERE name = 'check-state-topic' AND finished_at IS NOT NULL`,
  );
  if (!row) return undefined;
  const { published, ahead } = row.result;
  const ageSeconds = (clock.now().getTime() - row.finishedAt.getTime()) / 1_000;
  return { differences: published + ahead, ahead, ageSeconds };
}
