import type { EntityManager } from 'typeorm';
import type { ReferenceStore } from '../../application/ports.ts';
import type { ConnectorId, FlowId, OrganizationId } from '../../domain/ids.ts';
import type { Reference } from '../../domain/reference.ts';
import { referencesOfConnector } from './reference-rows.ts';

const insertStatement = `
  INSERT INTO flow_reference (organization_id, flow_id, version_number, connector_id, flow_name, owner, labels, has_fallback, activities)
  SELECT $1, $2, wanted."versionNumber", wanted."connectorId", wanted."flowName", wanted.owner, wanted.labels, wanted."hasFallback",
         wanted.activities
    FROM jsonb_to_recordset($3::jsonb) AS wanted (
      "versionNumber" bigint, "connectorId" uuid, "flowName" text, owner text, labels text[], "hasFallback" boolean, activities jsonb)`;

export class PostgresReferenceStore implements ReferenceStore {
  constructor(private readonly manager: EntityManager) {}

  async replaceOfFlow(organizationId: OrganizationId, flowId: FlowId, references: readonly Reference[]): Promise<ConnectorId[]> {
    // Two replacements at once would not see each other's rows, and the second would stumble over the first one's.
    await this.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`references of flow ${flowId}`]);
    const before: { connectorId: ConnectorId }[] = await this.manager.query(
      'SELECT DISTINCT connector_id AS "connectorId" FROM flow_reference WHERE organization_id = $1 AND flow_id = $2',
      [organizationId, flowId],
    );
    await this.manager.query('DELETE FROM flow_reference WHERE organization_id = $1 AND flow_id = $2', [organizationId, flowId]);
    if (references.length > 0) await this.manager.query(insertStatement, [organizationId, flowId, JSON.stringify(references)]);
    const kept = new Set(references.map(({ connectorId }) => connectorId));
    return before.map(({ connectorId }) => connectorId).filter((connectorId) => !kept.has(connectorId));
  }

  async removeOfFlow(organizationId: OrganizationId, flowId: FlowId, connectorId: ConnectorId): Promise<void> {
    await this.manager.query('DELETE FROM flow_reference WHERE organization_id = $1 AND flow_id = $2 AND connector_id = $3', [
      organizationId,
      flowId,
      connectorId,
    ]);
  }

  async listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Reference[]> {
    return this.manager.query(referencesOfConnector, [organizationId, connectorId]);
  }

  async countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number> {
    const [{ count }]: [{ count: number }] = await this.manager.query(
      'SELECT count(*) FROM flow_reference WHERE organization_id = $1 AND connector_id = $2',
      [organizationId, connectorId],
    );
    return count;
  }
}
