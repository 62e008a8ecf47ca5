import type { EntityManager } from 'typeorm';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import type { ReferenceTotals } from '../../../domain/impact/impact.ts';

/** Of no reference at all there may be no row; its digest is that of as many as have come and gone. */
const statement = `
  SELECT coalesce(sum(reference_count), 0)::bigint AS "referenceCount", coalesce(sum(impacted_flows), 0)::bigint AS "impactedFlows",
         coalesce(sum(without_fallback), 0)::bigint AS "withoutFallback", coalesce(bit_xor(digest), 0::bit(256))::text AS digest
    FROM reference_totals WHERE organization_id = $1 AND connector_id = $2`;

export async function readReferenceTotals(
  manager: EntityManager,
  organizationId: OrganizationId,
  connectorId: ConnectorId,
): Promise<ReferenceTotals> {
  const [totals]: [ReferenceTotals] = await manager.query(statement, [organizationId, connectorId]);
  return totals;
}
