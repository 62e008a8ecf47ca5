import type { Member } from '@patchbay/faults';

/** By which way the gates of these executors were told to close first, since they started. */
export async function firstPaths(executors: readonly Member[]): Promise<Record<string, number>> {
  const paths: Record<string, number> = {};
  for (const { url } of executors) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, path = '', count] of text.matchAll(/^patchbay_gate_closures_total\{.*path="(\w+)".*\} (\d+)$/gm))
      paths[path] = (paths[path] ?? 0) + Number(count);
  }
  return paths;
}

export const since = (before: Record<string, number>, now: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(now).map(([path, count]) => [path, count - (before[path] ?? 0)]));
