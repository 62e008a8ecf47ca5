import { ConnectorLeaving, ConnectorNotCustom } from './credential-errors.ts';
import type { CustomSettings } from './custom-settings.ts';
import { ConnectorNotActive, ConnectorQuarantined, ConnectorUnknown, ConnectorVersionAhead, ConnectorVersionStale } from './errors.ts';

/** What the broker knows of a connector: its last public state, as the registry announced it. */
export interface ConnectorMirror {
  connectorId: string;
  organizationId: string;
  state: 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';
  accessLevel: 'READ_ONLY' | 'READ_WRITE';
  /** +1 at each change; the highest one known counts. */
  version: number;
  /** null for one of kind `webex-contact-center`. */
  custom: CustomSettings | null;
  quarantined: boolean;
}

/** Which connector a token is asked for, and the version under which the caller's gate is open. */
export interface TokenDemand {
  connectorId: string;
  organizationId: string;
  version: number;
}

/**
 * No token leaves but for the version that is known to be active: not for an unknown connector, another organization's, a past or a coming version.
 * @throws DomainError that says which of these it is
 */
export function requireIssuable(connector: ConnectorMirror | undefined, demand: TokenDemand): ConnectorMirror {
  if (!connector || connector.organizationId !== demand.organizationId) throw new ConnectorUnknown(demand.connectorId);
  if (connector.quarantined) throw new ConnectorQuarantined();
  if (demand.version < connector.version) throw staleOrInactive(connector, demand);
  if (demand.version > connector.version) throw new ConnectorVersionAhead(demand.version);
  if (connector.state !== 'ACTIVE') throw new ConnectorNotActive(connector.state);
  return connector;
}

/** @throws ConnectorUnknown, ConnectorNotCustom */
export function requireCustom(connector: ConnectorMirror | undefined, organizationId: string, connectorId: string) {
  if (connector?.organizationId !== organizationId) throw new ConnectorUnknown(connectorId);
  const { custom } = connector;
  if (!custom) throw new ConnectorNotCustom();
  return { ...connector, custom };
}
export type CustomConnector = ReturnType<typeof requireCustom>;

/** Credentials may be replaced while the connector is in use; not when it is going, or when nobody knows what it is. @throws ConnectorLeaving, ConnectorQuarantined */
export function requireEntrustable({ state, quarantined }: ConnectorMirror): void {
  if (state === 'DELETING' || state === 'DELETED') throw new ConnectorLeaving(state);
  if (quarantined) throw new ConnectorQuarantined();
}

/** To somebody who is behind a deactivation, the deactivation is the news. */
const staleOrInactive = (connector: ConnectorMirror, { version }: TokenDemand) =>
  connector.state === 'ACTIVE' ? new ConnectorVersionStale(version, connector.version) : new ConnectorNotActive(connector.state);

/** Whether a kept token may still be used once its connector is as told; if not, it is dropped and revoked. */
export const staysValid = (tokenVersion: number, connector: Pick<ConnectorMirror, 'state' | 'version' | 'quarantined'>): boolean =>
  connector.state === 'ACTIVE' && !connector.quarantined && tokenVersion === connector.version;
