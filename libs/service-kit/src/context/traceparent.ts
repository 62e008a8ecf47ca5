import { randomUUID } from 'node:crypto';

const wellFormed = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/** W3C Trace Context: the same trace with a span of our own, or a new trace when there is none that can be continued. */
export function continueTrace(incoming: string | undefined): string {
  const { traceId, flags } = traceOf(incoming ?? '') ?? { traceId: randomHex(), flags: '00' };
  return `00-${traceId}-${randomHex().slice(16)}-${flags}`;
}

/** 32 digits. Node keeps random bytes for UUIDs in store, and asks the system for each call of `randomBytes`. */
const randomHex = (): string => randomUUID().replaceAll('-', '');

function traceOf(traceparent: string): { traceId: string; flags: string } | undefined {
  const [, version, traceId = '', parentId = '', flags = '', more] = wellFormed.exec(traceparent) ?? [];
  // A later version may have more to say, and may have other flags than the one that we know.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  return zeros.test(traceId) || zeros.test(parentId) ? undefined : { traceId, flags };
}
