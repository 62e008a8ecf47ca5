import type { ConnectorToken, Sender } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';
import type { ConnectorRequest, OpenRequest, OutboundRequest } from '../../domain/request/outbound-request.ts';
import { isBelow } from '../../domain/request/request-path.ts';
import type { Call } from './call.ts';
import { endpointOf } from './connections.ts';
import { RequestFailure } from './request-failure.ts';

/** Where a request goes and with what; everything of the author's is behind what is ours. */
export interface RequestTarget {
  origin: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  /** What shares connections, bulkhead and breaker: the origin, for one connector or for one organization without a connector. */
  endpoint: string;
  /** Told of each attempt that the gate lets pass. */
  onStart?: () => void;
}

/** A token is sent nowhere but below the base URL that it was issued for. @throws RequestFailure */
export function connectorTarget(
  request: ConnectorRequest,
  connector: ConnectorRecord,
  token: ConnectorToken,
  sender: Sender,
): RequestTarget {
  const base = baseOf(token);
  const url = new URL(`${base.href}${request.path.slice(1)}${request.search === '' ? '' : `?${request.search}`}`);
  if (!isBelow(url, base)) throw new RequestFailure('ACCESS_DENIED');
  const headers = headersOf(request);
  headers[token.header.name.toLowerCase()] = token.header.value;
  headers['patchbay-connector-id'] = connector.connectorId;
  headers['patchbay-connector-version'] = String(connector.version);
  headers['patchbay-execution-id'] = sender.executionId;
  const { origin } = base;
  return { origin, path: `${url.pathname}${url.search}`, headers, endpoint: endpointOf(connector.connectorId, origin) };
}

/** One token serves many requests. */
const bases = new WeakMap<ConnectorToken, URL>();

function baseOf(token: ConnectorToken): URL {
  const known = bases.get(token);
  if (known) return known;
  const base = new URL(token.resource.endsWith('/') ? token.resource : `${token.resource}/`);
  bases.set(token, base);
  return base;
}

/** Where an organization may send requests without a connector. */
export interface OpenHosts {
  permit(organizationId: string, url: URL): boolean | Promise<boolean>;
}

/** @throws RequestFailure, also when it cannot be found out whether the host is permitted */
export async function openTarget(request: OpenRequest, openHosts: OpenHosts, sender: Sender, call: Call): Promise<RequestTarget> {
  const url = new URL(request.url);
  const permitted = openHosts.permit(sender.organizationId, url);
  if (!(permitted instanceof Promise ? await call.until(unlessUnknown(permitted)) : permitted)) throw new RequestFailure('ACCESS_DENIED');
  const { origin } = url;
  return { origin, path: `${url.pathname}${url.search}`, headers: headersOf(request), endpoint: endpointOf(sender.organizationId, origin) };
}

async function unlessUnknown(permitted: Promise<boolean>): Promise<boolean> {
  try {
    return await permitted;
  } catch (cause) {
    throw new RequestFailure('ACCESS_DENIED', { cause });
  }
}

function headersOf({ headers: authors, contentType, body }: OutboundRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const [name, value] of Object.entries(authors)) headers[name.toLowerCase()] = value;
  if (contentType !== undefined && body !== undefined) headers['content-type'] = contentType;
  headers['user-agent'] = 'patchbay';
  return headers;
}
