import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/ids.ts';
import type { ConnectorState } from '../../domain/lifecycle.ts';

/** As triggers have counted. */
export async function countByState(manager: EntityManager, organizationId: OrganizationId): Promise<Record<ConnectorState, number>> {
  const rows: { state: ConnectorState; connectors: number }[] = await manager.query(
    'SELECT state, connectors FROM connector_count WHERE organization_id = $1',
    [organizationId],
  );
  const counted = Object.fromEntries(rows.map(({ state, connectors }) => [state, connectors]));
  return { ACTIVE: 0, INACTIVE: 0, DELETING: 0, DELETED: 0, ...counted };
}
