import type { ConnectorToken, Sender } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';
import type { ConnectorRequest, OpenRequest, OutboundRequest } from '../../domain/request/outbound-request.ts';
import { isBelow } from '../../domain/request/request-path.ts';
import type { Call } from './call.ts';
import { RequestFailure } from './request-failure.ts';

/** Where a request goes and with what; everything of the author's is behind what is ours. */
export interface RequestTarget {
  url: URL;
  headers: Record<string, string>;
  /** What shares a breaker. */
  breakerKey: string;
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
  const base = new URL(token.resource.endsWith('/') ? token.resource : `${token.resource}/`);
  const url = new URL(`${base.href}${request.path.slice(1)}${request.search === '' ? '' : `?${request.search}`}`);
  if (!isBelow(url, base)) throw new RequestFailure('ACCESS_DENIED');
  const headers = {
    ...headersOf(request),
    [token.header.name.toLowerCase()]: token.header.value,
    'patchbay-connector-id': connector.connectorId,
    'patchbay-connector-version': String(connector.version),
    'patchbay-execution-id': sender.executionId,
  };
  return { url, headers, breakerKey: `${connector.connectorId} ${url.origin}` };
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
  return { url, headers: headersOf(request), breakerKey: `${sender.organizationId} ${url.origin}` };
}

async function unlessUnknown(permitted: Promise<boolean>): Promise<boolean> {
  try {
    return await permitted;
  } catch (cause) {
    throw new RequestFailure('ACCESS_DENIED', { cause });
  }
}

function headersOf({ headers, contentType, body }: OutboundRequest): Record<string, string> {
  const authors = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    accept: 'application/json',
    ...Object.fromEntries(authors),
    ...(contentType !== undefined && body !== undefined && { 'content-type': contentType }),
    'user-agent': 'patchbay',
  };
}
