import { Injectable } from '@nestjs/common';
import { transaction } from '@patchbay/postgres';
import { DataSource } from 'typeorm';
import { type ConnectorIdentity, Credentials, type CredentialsRow, type DroppedCredentials } from '../../application/ports.ts';
import { whyDropped } from '../../domain/custom-settings.ts';
import { dropCredentials, dropTokens, lockConnector } from './connector-statements.ts';

const columns = `
  connector_id AS "connectorId", organization_id AS "organizationId", key_id AS "keyId", sealed AS bytes, saved_for AS "savedFor",
  saved_at AS "savedAt", saved_by AS "savedBy", checked_at AS "checkedAt", dropped_at AS "droppedAt", drop_reason AS reason`;

type Row = Omit<CredentialsRow, 'secret'> &
  CredentialsRow['secret'] & { [Field in keyof DroppedCredentials]: DroppedCredentials[Field] | null };

@Injectable()
export class PostgresCredentials extends Credentials {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async find({ organizationId, connectorId }: ConnectorIdentity): Promise<CredentialsRow | DroppedCredentials | undefined> {
    const [row]: Row[] = await this.dataSource.query(
      `SELECT ${columns} FROM credentials WHERE connector_id = $1 AND organization_id = $2`,
      [connectorId, organizationId],
    );
    if (!row) return undefined;
    const { keyId, bytes, droppedAt, reason, ...kept } = row;
    return droppedAt && reason ? { droppedAt, reason } : { ...kept, secret: { keyId, bytes } };
  }

  override save({ secret, ...credentials }: CredentialsRow): Promise<boolean> {
    const { connectorId, organizationId, savedFor, savedAt, savedBy, checkedAt } = credentials;
    return transaction(this.dataSource, async (manager) => {
      const connector = await lockConnector(manager, connectorId);
      if (connector?.organizationId !== organizationId || !connector.custom || whyDropped(savedFor, connector.custom)) return false;
      if (connector.state === 'DELETING' || connector.state === 'DELETED') return false;
      await manager.query(
        `INSERT INTO credentials (connector_id, organization_id, key_id, sealed, saved_for, saved_at, saved_by, checked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (connector_id) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, saved_for = excluded.saved_for,
           saved_at = excluded.saved_at, saved_by = excluded.saved_by, checked_at = excluded.checked_at, dropped_at = NULL, drop_reason = NULL`,
        [connectorId, organizationId, secret.keyId, secret.bytes, JSON.stringify(savedFor), savedAt, savedBy, checkedAt],
      );
      await dropTokens(manager, connectorId);
      return true;
    });
  }

  override async remove({ organizationId, connectorId }: ConnectorIdentity, at: Date): Promise<void> {
    await transaction(this.dataSource, async (manager) => {
      const connector = await lockConnector(manager, connectorId);
      if (connector?.organizationId !== organizationId) return;
      await dropCredentials(manager, connectorId, 'REMOVED', at);
      await dropTokens(manager, connectorId);
    });
  }
}
