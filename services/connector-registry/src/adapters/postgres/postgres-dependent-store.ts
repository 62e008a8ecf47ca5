import type { EntityManager } from 'typeorm';
import type { DependentStore, FlowReply } from '../../application/ports.ts';
import type { Deletion } from '../../domain/deletion.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../../domain/ids.ts';
import type { Reference } from '../../domain/reference.ts';
import type { ChangeTrail } from './history/change-trail.ts';
import { referenceColumns } from './reference-rows.ts';

/** A reply waits for one who cancels the operation, and the other way round, but for no step. */
const whileCancelling = `
  WITH answered AS (
    SELECT operation_id FROM operation WHERE operation_id = $1 AND connector_id = $2 AND state = 'CANCELLING' FOR KEY SHARE)`;

const restored = `
  INSERT INTO flow_reference
  SELECT kept.* FROM operation_flow, jsonb_populate_recordset(NULL::flow_reference, operation_flow.kept) AS kept`;

/** What those flows had, as references. */
const keptReferences = (of: string) => `
  SELECT ${referenceColumns}, operation_id AS "operationId"
    FROM (SELECT operation_id, kept.* FROM operation_flow, jsonb_populate_recordset(NULL::flow_reference, operation_flow.kept) AS kept WHERE ${of}) AS kept
   ORDER BY flow_id, version_number`;

/** The table `operation_flow`: per flow what it had, as rows of `flow_reference`. */
export class PostgresDependentStore implements DependentStore {
  constructor(
    private readonly manager: EntityManager,
    private readonly trail: ChangeTrail,
  ) {}

  async keep({
    operationId,
    organizationId,
    connectorId,
  }: Pick<Deletion, 'operationId' | 'organizationId' | 'connectorId'>): Promise<number> {
    const [{ kept }]: [{ kept: number }] = await this.manager.query(
      `WITH kept AS (
         INSERT INTO operation_flow (operation_id, organization_id, connector_id, flow_id, kept)
         SELECT $1, $2, $3, flow_id, jsonb_agg(to_jsonb(flow_reference)) FROM flow_reference
          WHERE organization_id = $2 AND connector_id = $3 GROUP BY flow_id
         RETURNING 1)
       SELECT count(*) AS kept FROM kept`,
      [operationId, organizationId, connectorId],
    );
    return kept;
  }

  async detach(replies: readonly FlowReply[]): Promise<void> {
    if (replies.length === 0) return;
    await this.manager.query(
      `WITH reply AS (
         SELECT * FROM json_to_recordset($1::json) AS reply ("operationId" uuid, "organizationId" uuid, "connectorId" uuid, "flowId" uuid)
       ), answered AS (
         SELECT operation_id, connector_id FROM operation
          WHERE operation_id IN (SELECT "operationId" FROM reply) AND state = 'RUNNING' ORDER BY operation_id FOR KEY SHARE)
       DELETE FROM flow_reference AS reference USING answered, reply
        WHERE answered.operation_id = "operationId" AND answered.connector_id = "connectorId"
          AND reference.organization_id = "organizationId" AND reference.flow_id = "flowId" AND reference.connector_id = "connectorId"`,
      [JSON.stringify(replies)],
    );
  }

  async restore(operationId: OperationId): Promise<void> {
    await this.manager.query(`${restored} WHERE operation_id = $1 ON CONFLICT DO NOTHING`, [operationId]);
  }

  async attach({ operationId, organizationId, connectorId, flowId }: FlowReply, versionNumbers: readonly number[]): Promise<void> {
    const [[answered]]: [{ versions: number[] }[], number] = await this.manager.query(
      `${whileCancelling}
       DELETE FROM operation_flow USING answered
        WHERE operation_flow.operation_id = answered.operation_id AND organization_id = $3 AND flow_id = $4
       RETURNING (SELECT array_agg((kept_row->>'version_number')::bigint) FROM jsonb_array_elements(kept) AS kept_row) AS versions`,
      [operationId, connectorId, organizationId, flowId],
    );
    if (!answered) return;
    const [left]: [Reference[], number] = await this.manager.query(
      `DELETE FROM flow_reference WHERE organization_id = $1 AND flow_id = $2 AND connector_id = $3
          AND version_number = ANY ($4::bigint[]) AND version_number <> ALL ($5::bigint[])
       RETURNING ${referenceColumns}`,
      [organizationId, flowId, connectorId, answered.versions, versionNumbers],
    );
    this.trail.references.lose(operationId, left);
  }

  async countOutstanding(operationId: OperationId): Promise<number> {
    const [{ count }]: [{ count: number }] = await this.manager.query('SELECT count(*) FROM operation_flow WHERE operation_id = $1', [
      operationId,
    ]);
    return count;
  }

  async forgetFlow(organizationId: OrganizationId, flowId: FlowId): Promise<ConnectorId[]> {
    await this.enterLost('operation_flow.organization_id = $1 AND operation_flow.flow_id = $2', [organizationId, flowId]);
    const [rows]: [{ connectorId: ConnectorId }[], number] = await this.manager.query(
      'DELETE FROM operation_flow WHERE organization_id = $1 AND flow_id = $2 RETURNING connector_id AS "connectorId"',
      [organizationId, flowId],
    );
    return rows.map(({ connectorId }) => connectorId);
  }

  /** Until here a reply could be undone; now the references are gone for good. */
  async forget(operationId: OperationId): Promise<void> {
    await this.enterLost('operation_id = $1', [operationId]);
    await this.manager.query('DELETE FROM operation_flow WHERE operation_id = $1', [operationId]);
  }

  private async enterLost(which: string, values: readonly string[]): Promise<void> {
    const lost: (Reference & { operationId: OperationId })[] = await this.manager.query(keptReferences(which), [...values]);
    for (const { operationId, ...reference } of lost) this.trail.references.lose(operationId, [reference]);
  }
}
