import { defaultReadRoutes } from './access-level.ts';
import type { OutboundRequest } from './outbound-request.ts';

/** RFC 9110, 9.2.2: sent twice they have the effect of once. */
const idempotent: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'];

/** Whether a request does no harm when it is sent again though the first one may have had its effect. */
export function isRepeatable(request: OutboundRequest): boolean {
  const { method, headers } = request;
  if (idempotent.includes(method)) return true;
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key')) return true;
  return method === 'POST' && request.mode === 'connector' && defaultReadRoutes.includes(request.path);
}
