import type { ConnectorId, OrganizationId } from './ids.ts';
import type { ConnectorState } from './lifecycle.ts';

export type ConnectorKind = 'webex-contact-center';
export type AccessLevel = 'READ_ONLY' | 'READ_WRITE';
export type HaltMode = 'abort' | 'drain';

/** The record of "I authorize": the token belongs to the organization, the authority to a person. */
export interface Consent {
  userId: string;
  accessLevel: AccessLevel;
  textVersion: string;
  at: Date;
}

export interface Connector {
  connectorId: ConnectorId;
  organizationId: OrganizationId;
  kind: ConnectorKind;
  name: string;
  description: string;
  accessLevel: AccessLevel;
  state: ConnectorState;
  /** +1 at each change. */
  version: number;
  /** How the last deactivation asked to be carried out; null while the connector is active. */
  haltMode: HaltMode | null;
  consent: Consent;
  createdAt: Date;
  updatedAt: Date;
}

/** What a list, a preview and a flow developer need to know. */
export type ConnectorSummary = Pick<Connector, 'connectorId' | 'kind' | 'name' | 'accessLevel' | 'state' | 'version'>;

export function summaryOf({ connectorId, kind, name, accessLevel, state, version }: Connector): ConnectorSummary {
  return { connectorId, kind, name, accessLevel, state, version };
}

/** Version of the text that a person agrees to. Raise it with every change of that text. */
export const consentTextVersion = '2026-01';

const scopes: Record<AccessLevel, readonly string[]> = {
  READ_ONLY: ['cjp:config', 'cjp:config_read'],
  READ_WRITE: ['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user'],
};

export function scopesOf(accessLevel: AccessLevel): readonly string[] {
  return scopes[accessLevel];
}

export function isRaised(from: AccessLevel, to: AccessLevel): boolean {
  return from === 'READ_ONLY' && to === 'READ_WRITE';
}

/** Two names with the same key are the same name to a reader: case and the way in which Unicode spells a letter do not count. */
export function nameKeyOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase().normalize('NFKC');
}
