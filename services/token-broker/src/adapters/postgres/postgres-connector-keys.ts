import { Injectable } from '@nestjs/common';
import { transaction } from '@patchbay/postgres';
import { DataSource } from 'typeorm';
import { type ConnectorIdentity, ConnectorKeys, type Sealed } from '../../application/ports.ts';

@Injectable()
export class PostgresConnectorKeys extends ConnectorKeys {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async find({ organizationId, connectorId }: ConnectorIdentity): Promise<Sealed | undefined> {
    const [key]: Sealed[] = await this.dataSource.query(
      'SELECT key_id AS "keyId", wrapped AS bytes FROM connector_key WHERE connector_id = $1 AND organization_id = $2',
      [connectorId, organizationId],
    );
    return key;
  }

  /** Locks the mirror's row: the end of the connector comes wholly before, and then there is no key, or destroys it. */
  override async keep(connector: ConnectorIdentity, { keyId, bytes }: Sealed): Promise<Sealed | undefined> {
    const { organizationId, connectorId } = connector;
    await this.dataSource.query(
      `INSERT INTO connector_key (connector_id, organization_id, key_id, wrapped)
       SELECT connector_id, organization_id, $3, $4 FROM connector
        WHERE connector_id = $1 AND organization_id = $2 AND state <> 'DELETED' FOR UPDATE
       ON CONFLICT DO NOTHING`,
      [connectorId, organizationId, keyId, bytes],
    );
    return this.find(connector);
  }

  override async destroy({ organizationId, connectorId }: ConnectorIdentity): Promise<void> {
    await transaction(this.dataSource, async (manager) => {
      for (const table of ['connector_key', 'credentials'])
        await manager.query(`DELETE FROM ${table} WHERE connector_id = $1 AND organization_id = $2`, [connectorId, organizationId]);
    });
  }
}
