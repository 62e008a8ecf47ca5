import { Injectable } from '@nestjs/common';
import { transaction } from '@patchbay/postgres';
import { DataSource, type EntityManager } from 'typeorm';
import { ConnectorMirrors } from '../../application/ports.ts';
import type { ConnectorMirror } from '../../domain/connector-mirror.ts';

const select = `
  SELECT connector_id AS "connectorId", organization_id AS "organizationId", state, access_level AS "accessLevel", version,
         EXISTS (SELECT FROM quarantine WHERE quarantine.connector_id = connector.connector_id) AS quarantined
    FROM connector WHERE connector_id = $1`;

const upsert = `
  INSERT INTO connector (connector_id, organization_id, state, access_level, version) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (connector_id) DO UPDATE SET state = excluded.state, access_level = excluded.access_level, version = excluded.version
   WHERE connector.version < excluded.version
  RETURNING version`;

const drop = 'UPDATE token SET dropped_at = clock_timestamp() WHERE connector_id = $1 AND dropped_at IS NULL';

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
  override apply({ connectorId, organizationId, state, accessLevel, version }: Omit<ConnectorMirror, 'quarantined'>): Promise<boolean> {
    return transaction(this.dataSource, async (manager) => {
      const written: unknown[] = await manager.query(upsert, [connectorId, organizationId, state, accessLevel, version]);
      if (written.length === 0) return false;
      await manager.query('DELETE FROM quarantine WHERE connector_id = $1', [connectorId]);
      await this.dropTokens(manager, connectorId);
      return true;
    });
  }

  override async quarantine(connectorId: string): Promise<void> {
    await transaction(this.dataSource, async (manager) => {
      await manager.query('INSERT INTO quarantine (connector_id) VALUES ($1) ON CONFLICT DO NOTHING', [connectorId]);
      await this.dropTokens(manager, connectorId);
    });
  }

  private async dropTokens(manager: EntityManager, connectorId: string): Promise<void> {
    await manager.query(drop, [connectorId]);
  }
}
