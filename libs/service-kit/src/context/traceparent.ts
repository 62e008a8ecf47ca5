import { randomFillSync } from 'node:crypto';

const wellFormed = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/** W3C Trace Context: the same trace with a span of our own, or a new trace when there is none that can be continued. */
export function continueTrace(incoming: string | undefined): string {
  const { traceId, flags } = traceOf(incoming) ?? { traceId: randomHex(16), flags: '00' };
  return `00-${traceId}-${randomHex(8)}-${flags}`;
}

const store = Buffer.alloc(4_096);
let used = store.length;

/** Asking the system for random bytes costs much more than the bytes do: they are fetched for many requests at once. */
function randomHex(bytes: number): string {
  if (used + bytes > store.length) {
    randomFillSync(store);
    used = 0;
  }
  used += bytes;
  return store.toString('hex', used - bytes, used);
}

function traceOf(traceparent: string | undefined): { traceId: string; flags: string } | undefined {
  if (traceparent === undefined) return undefined;
  const [, version, traceId = '', parentId = '', flags = '', more] = wellFormed.exec(traceparent) ?? [];
  // A later version may have more to say, and may have other flags than the one that we know.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return zeros.test(traceId) || zeros.test(parentId) ? undefined : { traceId, flags };
}
