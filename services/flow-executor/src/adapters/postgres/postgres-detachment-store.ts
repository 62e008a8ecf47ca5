import type { EntityManager } from 'typeorm';
import { DetachmentStore } from '../../application/ports.ts';
import type { KeptDetachment } from '../../domain/lifecycle/attachment.ts';

const columns =
  'operation_id AS "operationId", flow_id AS "flowId", connector_id AS "connectorId", draft, last_version_number AS "lastVersionNumber", versions';

export class PostgresDetachmentStore extends DetachmentStore {
  constructor(private readonly manager: EntityManager) {
    super();
  }

  async keep(detachments: readonly KeptDetachment[]): Promise<void> {
    if (detachments.length === 0) return;
    await this.manager.query(
      `INSERT INTO flow_detachment (operation_id, flow_id, connector_id, draft, last_version_number, versions)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::json[], $5::int[], $6::json[])`,
      [
        detachments.map(({ operationId }) => operationId),
        detachments.map(({ flowId }) => flowId),
        detachments.map(({ connectorId }) => connectorId),
        detachments.map(({ draft }) => draft && JSON.stringify(draft)),
        detachments.map(({ lastVersionNumber }) => lastVersionNumber),
        detachments.map(({ versions }) => JSON.stringify(versions)),
      ],
    );
  }

  ofOperation(operationId: string): Promise<KeptDetachment[]> {
    return this.manager.query(`SELECT ${columns} FROM flow_detachment WHERE operation_id = $1 AND NOT given_back ORDER BY flow_id`, [
      operationId,
    ]);
  }

  async ofFlows(flowIds: readonly string[]): Promise<ReadonlyMap<string, readonly KeptDetachment[]>> {
    const kept: KeptDetachment[] = await this.manager.query(
      `SELECT ${columns} FROM flow_detachment WHERE flow_id = ANY ($1::uuid[]) ORDER BY flow_id, operation_id`,
      [flowIds],
    );
    return Map.groupBy(kept, ({ flowId }) => flowId);
  }

  async giveBack(operationId: string): Promise<void> {
    await this.manager.query("UPDATE flow_detachment SET given_back = true, draft = NULL, versions = '[]' WHERE operation_id = $1", [
      operationId,
    ]);
  }

  async settle(operationId: string): Promise<void> {
    await this.manager.query('UPDATE flow_detachment SET draft = NULL WHERE operation_id = $1', [operationId]);
  }
}
