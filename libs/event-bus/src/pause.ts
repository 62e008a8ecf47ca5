import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds before the given attempt (2, 3, ...): doubles from `firstMs` up to `longestMs`, spread over its upper half. */
export function pauseMs(attempt: number, firstMs: number, longestMs: number, random: () => number = Math.random): number {
  return Math.min(longestMs, firstMs * 2 ** (attempt - 2)) * (0.5 + random() / 2);
}

/** Ends early, without an error, when the signal is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

/** True when the promise settled within that time; its rejection is not this caller's. */
export async function settledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = new AbortController();
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, pause(ms, late.signal).then(() => false)]);
  } finally {
    late.abort();
  }
}
