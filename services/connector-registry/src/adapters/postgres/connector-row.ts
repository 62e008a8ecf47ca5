import { EntitySchema } from 'typeorm';
import { type Connector, nameKeyOf } from '../../domain/connector.ts';
import type { Consent } from '../../domain/consent.ts';

const consentColumns = new EntitySchema<Consent>({
  name: 'Consent',
  columns: {
    userId: { type: 'text', name: 'consent_user_id' },
    accessLevel: { type: 'text', name: 'consent_access_level' },
    textVersion: { type: 'text', name: 'consent_text_version' },
    at: { type: 'timestamptz', name: 'consent_at' },
  },
});

/** A connector as it is read; `nameKey` is written and indexed only. */
export type ConnectorRow = Connector & { nameKey?: string; forgottenAt?: Date | null };

export const connectorRow = new EntitySchema<ConnectorRow>({
  name: 'Connector',
  tableName: 'connector',
  columns: {
    connectorId: { type: 'uuid', name: 'connector_id', primary: true },
    organizationId: { type: 'uuid', name: 'organization_id' },
    kind: { type: 'text' },
    name: { type: 'text' },
    nameKey: { type: 'text', name: 'name_key', select: false },
    description: { type: 'text' },
    accessLevel: { type: 'text', name: 'access_level' },
    custom: { type: 'jsonb', nullable: true },
    state: { type: 'text' },
    version: { type: 'bigint' },
    haltMode: { type: 'text', name: 'halt_mode', nullable: true },
    staleGraceMs: { type: 'int', name: 'stale_grace_ms' },
    graceInForceMs: { type: 'int', name: 'grace_in_force_ms' },
    /** When the state topic was told to forget it. */
    forgottenAt: { type: 'timestamptz', name: 'forgotten_at', nullable: true, select: false },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
  embeddeds: { consent: { schema: consentColumns, prefix: false } },
});

export function rowOf(connector: Connector): ConnectorRow {
  return { ...connector, nameKey: nameKeyOf(connector.name) };
}
