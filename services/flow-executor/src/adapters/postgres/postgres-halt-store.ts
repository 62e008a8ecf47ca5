import type { EntityManager } from 'typeorm';
import { type ConnectorStatus, HaltStore, type Page } from '../../application/ports.ts';
import type { HaltableFlow, LiveVersion } from '../../domain/lifecycle/halt.ts';
import type { OnConnectorInactive } from '../../domain/lifecycle/stored-flow.ts';
import { type FlowRow, haltOf } from './flow-row.ts';

type HaltableRow = Pick<FlowRow, 'organization_id' | 'flow_id' | 'name' | 'halted_by' | 'halted_since'>;

interface LiveRow {
  flow_id: string;
  version_number: number;
  connector_ids: string[];
  on_connector_inactive: OnConnectorInactive;
  fallback_destination: string | null;
}

export class PostgresHaltStore extends HaltStore {
  constructor(private readonly manager: EntityManager) {
    super();
  }

  /** In one order, so that two who note the same connectors cannot wait for each other. */
  async note(connectors: readonly ConnectorStatus[]): Promise<void> {
    if (connectors.length === 0) return;
    const rows = connectors.map(({ organizationId, connectorId, state, version }) => ({ organizationId, connectorId, state, version }));
    await this.manager.query(
      `INSERT INTO connector_status (connector_id, organization_id, state, version)
       SELECT "connectorId", "organizationId", state, version
         FROM json_to_recordset($1::json) AS told ("connectorId" uuid, "organizationId" uuid, state text, version bigint) ORDER BY 1
       ON CONFLICT (connector_id) DO UPDATE SET (state, version) = (EXCLUDED.state, EXCLUDED.version)
         WHERE connector_status.version < EXCLUDED.version`,
      [JSON.stringify(rows)],
    );
  }

  async notActive(connectorIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (connectorIds.length === 0) return new Set();
    const rows: { connector_id: string }[] = await this.manager.query(
      "SELECT connector_id FROM connector_status WHERE connector_id = ANY ($1::uuid[]) AND state <> 'ACTIVE'",
      [connectorIds],
    );
    return new Set(rows.map(({ connector_id }) => connector_id));
  }

  /** What is Live is asked for once the flows are locked. */
  async dependents(
    organizationId: string,
    connectorId: string,
    { limit, after }: Page,
  ): Promise<{ flow: HaltableFlow; live: LiveVersion | undefined }[]> {
    const flows: HaltableRow[] = await this.manager.query(
      `SELECT organization_id, flow_id, name, halted_by, halted_since FROM flow
        WHERE organization_id = $1 AND NOT is_leaving AND ($3::uuid IS NULL OR flow_id > $3) AND flow_id IN (
          SELECT flow_id FROM flow_use JOIN flow_version USING (flow_id, version_number) WHERE connector_id = $2 AND depends)
        ORDER BY flow_id LIMIT $4 FOR UPDATE`,
      [organizationId, connectorId, after ?? null, limit],
    );
    const live = await this.live(flows.map(({ flow_id }) => flow_id));
    return flows.map((row) => ({ flow: flowOf(row), live: live.get(row.flow_id) }));
  }

  /** Without a notification: what runs is the same as before, and whether it may run is decided at the gate. */
  async save(flows: readonly Pick<HaltableFlow, 'flowId' | 'halted'>[]): Promise<void> {
    if (flows.length === 0) return;
    await this.manager.query(
      `UPDATE flow SET (halted_by, halted_since) = (changed.by, changed.since)
         FROM json_to_recordset($1::json) AS changed ("flowId" uuid, by uuid, since timestamptz) WHERE flow_id = "flowId"`,
      [JSON.stringify(flows.map(({ flowId, halted }) => ({ flowId, by: halted?.connectorId ?? null, since: halted?.since ?? null })))],
    );
  }

  private async live(flowIds: readonly string[]): Promise<ReadonlyMap<string, LiveVersion>> {
    const rows: LiveRow[] = await this.manager.query(
      `SELECT flow_id, version_number, version.on_connector_inactive, version.fallback_destination,
              ARRAY (SELECT connector_id FROM flow_use used
                      WHERE used.flow_id = version.flow_id AND used.version_number = version.version_number ORDER BY 1) AS connector_ids
         FROM flow JOIN flow_version version USING (flow_id)
        WHERE flow_id = ANY ($1::uuid[]) AND version_number = (flow.labels->>'Live')::int`,
      [flowIds],
    );
    return new Map(rows.map((row) => [row.flow_id, liveOf(row)]));
  }
}

const flowOf = (row: HaltableRow): HaltableFlow => ({
  organizationId: row.organization_id,
  flowId: row.flow_id,
  name: row.name,
  halted: haltOf(row),
});

const liveOf = (row: LiveRow): LiveVersion => ({
  versionNumber: row.version_number,
  connectorIds: row.connector_ids,
  onConnectorInactive: row.on_connector_inactive,
  fallbackDestination: row.fallback_destination,
});
