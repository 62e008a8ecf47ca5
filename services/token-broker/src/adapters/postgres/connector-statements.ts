import type { EntityManager } from 'typeorm';
import type { ConnectorMirror } from '../../domain/connector-mirror.ts';
import type { DropReason } from '../../domain/custom-settings.ts';

type LockedConnector = Pick<ConnectorMirror, 'organizationId' | 'state' | 'version' | 'custom' | 'quarantined'>;

/** A change of the connector comes wholly before what this transaction does, or undoes it. */
export async function lockConnector(manager: EntityManager, connectorId: string): Promise<LockedConnector | undefined> {
  const [connector]: LockedConnector[] = await manager.query(
    `SELECT organization_id AS "organizationId", state, version, custom, EXISTS (SELECT FROM quarantine WHERE connector_id = $1) AS quarantined
       FROM connector WHERE connector_id = $1 FOR UPDATE`,
    [connectorId],
  );
  return connector;
}

export async function dropTokens(manager: EntityManager, connectorId: string): Promise<void> {
  await manager.query('UPDATE token SET dropped_at = clock_timestamp() WHERE connector_id = $1 AND dropped_at IS NULL', [connectorId]);
}

/** What is left says how they ended. */
export async function dropCredentials(manager: EntityManager, connectorId: string, reason: DropReason, at: Date): Promise<void> {
  await manager.query(
    `UPDATE credentials SET key_id = NULL, sealed = NULL, checked_at = NULL, dropped_at = $2, drop_reason = $3
      WHERE connector_id = $1 AND dropped_at IS NULL`,
    [connectorId, at, reason],
  );
}
