import type { EntityManager } from 'typeorm';
import type { OperationFilter, OperationView } from '../../application/ports.ts';
import type { HolderStop } from '../../domain/halt-receipt.ts';
import type { OperationId, OrganizationId } from '../../domain/ids.ts';
import { type OperationRow, operationColumns, operationOf } from './operation-rows.ts';

type StopJson = Omit<HolderStop, 'gateClosedAt'> & { gateClosedAt: string };
type ViewRow = OperationRow & Omit<OperationView, 'operation' | 'stops'> & { stops: StopJson[] };

/** Of a halt there is nothing to count, and it would be counted over all flows of the connector. */
const viewColumns = `${operationColumns},
  CASE WHEN kind = 'deletion' THEN (SELECT count(*) FROM flow_reference WHERE connector_id = operation.connector_id) ELSE 0 END
    AS "remainingReferences",
  CASE WHEN kind = 'halt' THEN 0
       WHEN state = 'CANCELLING' THEN (SELECT count(*) FROM operation_flow WHERE operation_id = operation.operation_id)
       WHEN state = 'RUNNING' THEN (SELECT count(DISTINCT flow_id) FROM flow_reference WHERE connector_id = operation.connector_id)
       ELSE 0 END AS "outstandingFlows",
  (SELECT coalesce(json_agg(json_build_object('instanceId', instance_id, 'gateClosedAt', gate_closed_at, 'aborted', aborted, 'draining', draining)), '[]')
     FROM halt_stop WHERE halt_stop.operation_id = operation.operation_id) AS stops`;

export async function findOperation(
  manager: EntityManager,
  organizationId: OrganizationId,
  operationId: OperationId,
): Promise<OperationView | undefined> {
  const [row]: ViewRow[] = await manager.query(`SELECT ${viewColumns} FROM operation WHERE organization_id = $1 AND operation_id = $2`, [
    organizationId,
    operationId,
  ]);
  return row && viewOf(row);
}

/** Ids rise with time. */
export async function listOperations(
  manager: EntityManager,
  organizationId: OrganizationId,
  { connectorId, kind, state }: OperationFilter,
  { limit, after }: { limit: number; after: OperationId | undefined },
): Promise<OperationView[]> {
  const rows: ViewRow[] = await manager.query(
    `SELECT ${viewColumns} FROM operation
      WHERE organization_id = $1 AND ($2::uuid IS NULL OR operation_id < $2) AND ($3::uuid IS NULL OR connector_id = $3)
        AND ($4::text IS NULL OR kind = $4) AND ($5::text IS NULL OR state = $5)
      ORDER BY operation_id DESC LIMIT $6`,
    [organizationId, after ?? null, connectorId ?? null, kind ?? null, state ?? null, limit],
  );
  return rows.map(viewOf);
}

function viewOf({ remainingReferences, outstandingFlows, stops, ...row }: ViewRow): OperationView {
  const stopped = stops.map((stop) => ({ ...stop, gateClosedAt: new Date(stop.gateClosedAt) }));
  return { operation: operationOf(row), remainingReferences, outstandingFlows, stops: stopped };
}
