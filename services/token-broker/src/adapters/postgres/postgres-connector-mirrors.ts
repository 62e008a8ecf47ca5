import { Injectable } from '@nestjs/common';
import { transaction } from '@patchbay/postgres';
import { DataSource, type EntityManager } from 'typeorm';
import { ConnectorMirrors } from '../../application/ports.ts';
import type { ConnectorMirror } from '../../domain/connector-mirror.ts';
import { type CustomSettings, whyDropped } from '../../domain/custom-settings.ts';
import { dropCredentials, dropTokens } from './connector-statements.ts';

const select = `
  SELECT connector_id AS "connectorId", organization_id AS "organizationId", state, access_level AS "accessLevel", version, custom,
         EXISTS (SELECT FROM quarantine WHERE quarantine.connector_id = connector.connector_id) AS quarantined
    FROM connector WHERE connector_id = $1`;

const upsert = `
  INSERT INTO connector (connector_id, organization_id, state, access_level, version, custom) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (connector_id) DO UPDATE SET state = excluded.state, access_level = excluded.access_level, version = excluded.version,
    custom = excluded.custom
   WHERE connector.version < excluded.version
  RETURNING version`;

@Injectable()
export class PostgresConnectorMirrors extends ConnectorMirrors {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async find(connectorId: string): Promise<ConnectorMirror | undefined> {
    const [connector]: ConnectorMirror[] = await this.dataSource.query(select, [connectorId]);
    return connector;
  }

  /** Every newer version drops the tokens: each belongs to the one version that it was obtained for. */
  override apply(connector: Omit<ConnectorMirror, 'quarantined'>): Promise<boolean> {
    const { connectorId, organizationId, state, accessLevel, version, custom } = connector;
    return transaction(this.dataSource, async (manager) => {
      const row = [connectorId, organizationId, state, accessLevel, version, custom && JSON.stringify(custom)];
      const written: unknown[] = await manager.query(upsert, row);
      if (written.length === 0) return false;
      await manager.query('DELETE FROM quarantine WHERE connector_id = $1', [connectorId]);
      await dropTokens(manager, connectorId);
      if (custom) await this.dropMisdirected(manager, connectorId, custom);
      if (state === 'DELETED') await this.destroy(manager, connectorId);
      return true;
    });
  }

  override async quarantine(connectorId: string): Promise<void> {
    await transaction(this.dataSource, async (manager) => {
      await manager.query('INSERT INTO quarantine (connector_id) VALUES ($1) ON CONFLICT DO NOTHING', [connectorId]);
      await dropTokens(manager, connectorId);
    });
  }

  private async dropMisdirected(manager: EntityManager, connectorId: string, custom: CustomSettings): Promise<void> {
    const [saved]: { savedFor: CustomSettings }[] = await manager.query(
      'SELECT saved_for AS "savedFor" FROM credentials WHERE connector_id = $1 AND dropped_at IS NULL',
      [connectorId],
    );
    const reason = saved && whyDropped(saved.savedFor, custom);
    if (reason) await dropCredentials(manager, connectorId, reason, new Date());
  }

  private async destroy(manager: EntityManager, connectorId: string): Promise<void> {
    for (const table of ['connector_key', 'credentials', 'token'])
      await manager.query(`DELETE FROM ${table} WHERE connector_id = $1`, [connectorId]);
  }
}
