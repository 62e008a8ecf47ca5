import { type AccessLevel, scopesOfLevel } from './access-level.ts';
import type { Consent } from './consent.ts';
import type { Authentication, CustomSettings } from './custom-settings.ts';
import type { ConnectorId, OrganizationId } from './ids.ts';
import type { ConnectorState } from './lifecycle.ts';

export type ConnectorKind = 'webex-contact-center' | 'custom';
export type HaltMode = 'abort' | 'drain';

export interface Connector {
  connectorId: ConnectorId;
  organizationId: OrganizationId;
  kind: ConnectorKind;
  name: string;
  description: string;
  accessLevel: AccessLevel;
  /** Of kind `custom`; null of every other. */
  custom: CustomSettings | null;
  state: ConnectorState;
  /** +1 at each change. */
  version: number;
  /** How the last deactivation asked to be carried out; null while the connector is active. */
  haltMode: HaltMode | null;
  /** How long past the end of its lease a holder may serve the connector. */
  staleGraceMs: number;
  /** The longest grace by which a holder may still go: that of an earlier version, until a halt of a later one is proven. */
  graceInForceMs: number;
  consent: Consent;
  createdAt: Date;
  updatedAt: Date;
}

/** What a list, a preview and a flow developer need to know. */
export type ConnectorSummary = Pick<Connector, 'connectorId' | 'kind' | 'name' | 'accessLevel' | 'state' | 'version'>;

export function summaryOf({ connectorId, kind, name, accessLevel, state, version }: Connector): ConnectorSummary {
  return { connectorId, kind, name, accessLevel, state, version };
}

type OfKind =
  | { kind: 'webex-contact-center' }
  | { kind: 'custom'; resourceDomain: string; authentication: Authentication; validationUrl?: string };

/** The kind, and beside it what only that kind has. */
export function ofKind({ custom }: Pick<Connector, 'custom'>): OfKind {
  if (custom === null) return { kind: 'webex-contact-center' };
  const { resourceDomain, authentication, validationUrl } = custom;
  return { kind: 'custom', resourceDomain, authentication, ...(validationUrl !== null && { validationUrl }) };
}

/** What the tokens of the connector carry. */
export function scopesOf({ accessLevel, custom }: Pick<Connector, 'accessLevel' | 'custom'>): readonly string[] {
  if (custom === null) return scopesOfLevel(accessLevel);
  return 'scopes' in custom.authentication ? custom.authentication.scopes : [];
}

/** Two names with the same key are the same name to a reader: case, the way in which Unicode spells a letter, and what cannot be seen do not count. */
export function nameKeyOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .trim()
    .toLowerCase()
    .normalize('NFKC');
}
