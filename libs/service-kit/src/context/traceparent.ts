import { randomBytes } from 'node:crypto';

const wellFormed = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/** W3C Trace Context: the same trace with a span of our own, or a new trace when there is none that can be continued. */
export function continueTrace(incoming: string | undefined): string {
  const spanId = randomBytes(8).toString('hex');
  const [, traceId, parentId, flags] = wellFormed.exec(incoming ?? '') ?? [];
  if (!traceId || !parentId || zeros.test(traceId) || zeros.test(parentId)) return `00-${randomBytes(16).toString('hex')}-${spanId}-00`;
  return `00-${traceId}-${spanId}-${flags}`;
}
