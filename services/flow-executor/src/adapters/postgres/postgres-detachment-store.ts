import type { EntityManager } from 'typeorm';
import { DetachmentStore } from '../../application/ports.ts';
import type { ActivityUse } from '../../domain/flow/connector-binding.ts';
import type { KeptDetachment, KeptVersions } from '../../domain/lifecycle/attachment.ts';
import { type ContentRow, contentColumns, contentOf } from './flow-row.ts';

const versionColumns =
  'operation_id AS "operationId", flow_id AS "flowId", connector_id AS "connectorId", last_version_number AS "lastVersionNumber", versions';

const withoutDraft = 'activities = NULL, export_text = NULL, connectors = NULL, on_connector_inactive = NULL, fallback_destination = NULL';

type Row = KeptVersions & ({ activities: null } | (ContentRow & { activities: ActivityUse[] }));

export class PostgresDetachmentStore extends DetachmentStore {
  constructor(private readonly manager: EntityManager) {
    super();
  }

  /** The drafts are copied from their flows where they lie: here and back they would be the longest part of a deletion with many dependents. */
  async keep(detachments: readonly KeptDetachment[]): Promise<void> {
    if (detachments.length === 0) return;
    const kept = detachments.map(({ draft, ...versions }) => ({ ...versions, activities: draft?.activities ?? null }));
    await this.manager.query(
      `INSERT INTO flow_detachment (operation_id, flow_id, connector_id, last_version_number, versions, activities, ${contentColumns})
       SELECT "operationId", flow_id, "connectorId", "lastVersionNumber", versions, activities,
              CASE WHEN has_draft THEN export_text END, CASE WHEN has_draft THEN connectors END,
              CASE WHEN has_draft THEN on_connector_inactive END, CASE WHEN has_draft THEN fallback_destination END
         FROM json_to_recordset($1::json) AS kept (
                "operationId" uuid, "flowId" uuid, "connectorId" uuid, "lastVersionNumber" int, versions json, activities json)
        CROSS JOIN LATERAL (SELECT activities IS NOT NULL AS has_draft) AS kept_draft
         JOIN flow ON flow_id = "flowId"`,
      [JSON.stringify(kept)],
    );
  }

  async ofOperation(operationId: string): Promise<KeptDetachment[]> {
    const rows: Row[] = await this.manager.query(
      `SELECT ${versionColumns}, activities, ${contentColumns} FROM flow_detachment
        WHERE operation_id = $1 AND NOT given_back ORDER BY flow_id`,
      [operationId],
    );
    return rows.map(detachmentOf);
  }

  async ofFlows(flowIds: readonly string[]): Promise<ReadonlyMap<string, readonly KeptVersions[]>> {
    const kept: KeptVersions[] = await this.manager.query(
      `SELECT ${versionColumns} FROM flow_detachment WHERE flow_id = ANY ($1::uuid[]) ORDER BY flow_id, operation_id`,
      [flowIds],
    );
    return Map.groupBy(kept, ({ flowId }) => flowId);
  }

  async giveBack(operationId: string): Promise<void> {
    await this.manager.query(`UPDATE flow_detachment SET given_back = true, versions = '[]', ${withoutDraft} WHERE operation_id = $1`, [
      operationId,
    ]);
  }

  async settle(operationId: string): Promise<void> {
    await this.manager.query(`UPDATE flow_detachment SET ${withoutDraft} WHERE operation_id = $1`, [operationId]);
  }
}

function detachmentOf(row: Row): KeptDetachment {
  const { operationId, flowId, connectorId, lastVersionNumber, versions } = row;
  const draft = row.activities === null ? null : { before: contentOf(row), activities: row.activities };
  return { operationId, flowId, connectorId, lastVersionNumber, versions, draft };
}
