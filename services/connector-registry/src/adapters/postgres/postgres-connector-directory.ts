import type { EntityManager } from 'typeorm';
import { ConnectorDirectory, type ConnectorListRequest, type ConnectorPosition } from '../../application/connector-directory.ts';
import type { PageOf } from '../../application/ports.ts';
import type { ConnectorSummary } from '../../domain/connector.ts';
import { ConnectorNotFound } from '../../domain/connector-errors.ts';
import type { Consent } from '../../domain/consent.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import type { ConnectorState } from '../../domain/lifecycle.ts';
import { listStatementOf, probesOf, rare } from './connector-list-statement.ts';
import type { RegistryDatabase } from './registry-database.ts';

export class PostgresConnectorDirectory extends ConnectorDirectory {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override list(organizationId: OrganizationId, request: ConnectorListRequest): Promise<PageOf<ConnectorSummary, ConnectorPosition>> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const few = await findFew(manager, organizationId, request);
      const { text, values } = listStatementOf(organizationId, request, few);
      const rows: (ConnectorSummary & ConnectorPosition)[] = await manager.query(text, values);
      const items = rows.slice(0, request.size).map(({ sortKey: _, ...summary }) => summary);
      const last = rows.length > request.size ? rows[request.size - 1] : undefined;
      return { items, next: last && { sortKey: last.sortKey, connectorId: last.connectorId } };
    });
  }

  override countByState(organizationId: OrganizationId): Promise<Record<ConnectorState, number>> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const rows: { state: ConnectorState; count: number }[] = await manager.query(
        'SELECT state, count(*) AS count FROM connector WHERE organization_id = $1 GROUP BY state',
        [organizationId],
      );
      const counted = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      return { ACTIVE: 0, INACTIVE: 0, DELETING: 0, DELETED: 0, ...counted };
    });
  }

  override listConsents(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Consent[]> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const consents: Consent[] = await manager.query(
        `SELECT user_id AS "userId", access_level AS "accessLevel", text_version AS "textVersion", given_at AS at
           FROM consent WHERE organization_id = $1 AND connector_id = $2 ORDER BY given_at DESC`,
        [organizationId, connectorId],
      );
      // There is no connector without one.
      if (consents.length === 0) throw new ConnectorNotFound(connectorId);
      return consents;
    });
  }
}

/** The connectors that some part of the search leaves, if they are few: then they are looked at one by one, else the list is walked until a page is full. */
async function findFew(
  manager: EntityManager,
  organizationId: OrganizationId,
  { filter }: ConnectorListRequest,
): Promise<string[] | undefined> {
  for (const { text, values } of probesOf(organizationId, filter)) {
    const found: { connectorId: string }[] = await manager.query(text, values);
    if (found.length <= rare) return found.map(({ connectorId }) => connectorId);
  }
  return undefined;
}
