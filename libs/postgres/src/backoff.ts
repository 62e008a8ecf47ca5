/**
 * Milliseconds to wait after the given failed attempt (1, 2, ...): doubles from `firstMs` up to `longestMs`,
 * and is spread over its upper half so that replicas do not come back in step.
 */
export function backoffMs(attempt: number, firstMs: number, longestMs: number, random: () => number = Math.random): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return full * (0.5 + random() / 2);
}
