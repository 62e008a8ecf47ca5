import type { ConnectorRecord } from '../gate/connector-record.ts';

export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const readMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** Routes whose POST only reads. */
export const defaultReadRoutes: readonly string[] = ['/search', '/v1/captures/query', '/generated-summaries/search'];

/** Whether a connector of this level may send the request. `path` is one of `parseRequestPath`. */
export function permits(
  accessLevel: ConnectorRecord['accessLevel'],
  method: string,
  path: string,
  readRoutes: readonly string[] = defaultReadRoutes,
): boolean {
  if (accessLevel === 'READ_WRITE' || readMethods.includes(method)) return true;
  return method === 'POST' && readRoutes.includes(path);
}
