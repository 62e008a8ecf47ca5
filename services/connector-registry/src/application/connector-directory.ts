import type { AccessLevel } from '../domain/access-level.ts';
import type { Connector, ConnectorKind, ConnectorSummary } from '../domain/connector.ts';
import type { Consent } from '../domain/consent.ts';
import type { ConnectorId, OrganizationId } from '../domain/ids.ts';
import type { ConnectorState } from '../domain/lifecycle.ts';
import type { PageOf } from './ports.ts';

export interface ConnectorFilter {
  /** undefined: every one that is not deleted. */
  state?: ConnectorState | undefined;
  kind?: ConnectorKind | undefined;
  accessLevel?: AccessLevel | undefined;
  name?: string | undefined;
  namePrefix?: string | undefined;
  /** Each word of it begins a word of name or description. */
  q?: string | undefined;
}

/** Those that are alike are in the order of their ids. */
export interface ConnectorOrder {
  by: 'createdAt' | 'updatedAt' | 'name';
  direction: 'asc' | 'desc';
}

/** Between two connectors of a list; stays where it is when others come and go. */
export interface ConnectorPosition {
  /** Microseconds since 1970, or the name as it is compared. */
  sortKey: number | string;
  connectorId: ConnectorId;
}

export interface ConnectorListRequest {
  filter: ConnectorFilter;
  order: ConnectorOrder;
  size: number;
  after: ConnectorPosition | undefined;
}

export type ListedConnector = ConnectorSummary & Pick<Connector, 'createdAt' | 'updatedAt'>;

/** To look connectors up in. */
export abstract class ConnectorDirectory {
  abstract list(organizationId: OrganizationId, request: ConnectorListRequest): Promise<PageOf<ListedConnector, ConnectorPosition>>;
  abstract countByState(organizationId: OrganizationId): Promise<Record<ConnectorState, number>>;
  /** Every consent that it has had, the latest first. @throws ConnectorNotFound */
  abstract listConsents(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Consent[]>;
}
