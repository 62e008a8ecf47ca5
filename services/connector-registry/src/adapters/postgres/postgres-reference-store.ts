import type { EntityManager } from 'typeorm';
import type { ReferenceStore } from '../../application/ports.ts';
import type { ConnectorId, FlowId, OrganizationId } from '../../domain/ids.ts';
import type { ReferenceTotals } from '../../domain/impact/impact.ts';
import type { Reference } from '../../domain/reference.ts';
import type { ChangeTrail } from './history/change-trail.ts';
import { readReferenceTotals } from './impact/reference-totals.ts';
import { firstReferencesOfConnector, takeReferencesOfFlow } from './reference-rows.ts';

const insertStatement = `
  INSERT INTO flow_reference (organization_id, flow_id, version_number, connector_id, flow_name, owner, labels, has_fallback, activities)
  SELECT $1, $2, wanted."versionNumber", wanted."connectorId", wanted."flowName", wanted.owner, wanted.labels, wanted."hasFallback",
         wanted.activities
    FROM jsonb_to_recordset($3::jsonb) AS wanted (
      "versionNumber" bigint, "connectorId" uuid, "flowName" text, owner text, labels text[], "hasFallback" boolean, activities jsonb)`;

export class PostgresReferenceStore implements ReferenceStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly trail: ChangeTrail,
  ) {}

  async replaceOfFlow(organizationId: OrganizationId, flowId: FlowId, references: readonly Reference[]): Promise<ConnectorId[]> {
    // Two replacements at once would not see each other's rows, and the second would stumble over the first one's.
    await this.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`references of flow ${flowId}`]);
    const before: Reference[] = await this.manager.query(takeReferencesOfFlow, [organizationId, flowId]);
    if (references.length > 0) await this.manager.query(insertStatement, [organizationId, flowId, JSON.stringify(references)]);
    const takenByDeletions = references.length > 0 ? await this.takenByDeletions(organizationId, flowId) : [];
    this.trail.references.replaced({ flowId, before, after: references, takenByDeletions });
    const kept = new Set(references.map(({ connectorId }) => connectorId));
    return [...new Set(before.map(({ connectorId }) => connectorId))].filter((connectorId) => !kept.has(connectorId));
  }

  /** Connectors that are being deleted: a flow that goes on may get them back, and loses them to the deletion when it is complete. */
  private async takenByDeletions(organizationId: OrganizationId, flowId: FlowId): Promise<ConnectorId[]> {
    const rows: { connectorId: ConnectorId }[] = await this.manager.query(
      `SELECT operation_flow.connector_id AS "connectorId" FROM operation_flow JOIN operation USING (operation_id)
        WHERE operation_flow.organization_id = $1 AND flow_id = $2 AND state = 'RUNNING'`,
      [organizationId, flowId],
    );
    return rows.map(({ connectorId }) => connectorId);
  }

  async listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId, limit?: number): Promise<Reference[]> {
    return this.manager.query(firstReferencesOfConnector, [organizationId, connectorId, limit ?? null]);
  }

  totalsOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<ReferenceTotals> {
    return readReferenceTotals(this.manager, organizationId, connectorId);
  }

  async countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number> {
    const [{ count }]: [{ count: number }] = await this.manager.query(
      'SELECT count(*) FROM flow_reference WHERE organization_id = $1 AND connector_id = $2',
      [organizationId, connectorId],
    );
    return count;
  }
}
