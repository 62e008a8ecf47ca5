import type { EntityManager } from 'typeorm';
import { FlowRepository, type Page } from '../../application/ports.ts';
import type { FlowVersion, FlowWithVersions, StoredFlow, VersionOutline } from '../../domain/lifecycle/stored-flow.ts';
import { flowChangedChannel } from './flow-changed-channel.ts';
import {
  changingColumns,
  contentColumns,
  contentValues,
  type FlowRow,
  flowOf,
  type OutlineRow,
  outlineColumns,
  outlineOf,
  type VersionRow,
  versionOf,
} from './flow-row.ts';

/** The version in use decides what the flow says of itself. */
const selectFlow = `
  SELECT flow.*, used.detached_from FROM flow
    LEFT JOIN flow_version used ON used.flow_id = flow.flow_id
     AND used.version_number = coalesce((flow.labels->>'Live')::int, (flow.labels->>'Latest')::int)`;

/** Before every flow. */
const nilUuid = '00000000-0000-0000-0000-000000000000';

export class PostgresFlowRepository extends FlowRepository {
  private readonly lock: string;

  constructor(private readonly manager: EntityManager) {
    super();
    this.lock = manager.queryRunner?.isTransactionActive ? 'FOR UPDATE OF flow' : '';
  }

  async find(organizationId: string, flowId: string): Promise<StoredFlow | undefined> {
    const [row]: FlowRow[] = await this.manager.query(`${selectFlow} WHERE flow.organization_id = $1 AND flow.flow_id = $2 ${this.lock}`, [
      organizationId,
      flowId,
    ]);
    return row && flowOf(row);
  }

  async list(organizationId: string, { limit, after }: Page): Promise<StoredFlow[]> {
    const rows: FlowRow[] = await this.manager.query(
      `${selectFlow} WHERE flow.organization_id = $1 AND NOT flow.is_leaving AND ($2::uuid IS NULL OR flow.flow_id > $2)
        ORDER BY flow.flow_id LIMIT $3`,
      [organizationId, after ?? null, limit],
    );
    return rows.map(flowOf);
  }

  /** Not a unique index: flows of an earlier release may share a name. */
  async findNamed(organizationId: string, name: string): Promise<string | undefined> {
    if (this.lock !== '')
      await this.manager.query("SELECT pg_advisory_xact_lock(hashtextextended('flow name ' || $1 || lower(btrim($2)), 0))", [
        organizationId,
        name,
      ]);
    const [row]: { flow_id: string }[] = await this.manager.query(
      `SELECT flow_id FROM flow WHERE organization_id = $1 AND lower(btrim(name)) = lower(btrim($2)) AND NOT is_leaving ORDER BY flow_id LIMIT 1`,
      [organizationId, name],
    );
    return row?.flow_id;
  }

  async insert(flow: StoredFlow): Promise<void> {
    const row = {
      flow_id: flow.flowId,
      organization_id: flow.organizationId,
      created_at: flow.createdAt,
      export_text: flow.draft.exportText,
      ...changingColumns(flow),
    };
    await this.manager.query(
      `INSERT INTO flow (${Object.keys(row)}) SELECT ${Object.keys(row)} FROM json_populate_record(NULL::flow, $1::json)`,
      [JSON.stringify(row)],
    );
  }

  save(flow: StoredFlow): Promise<void> {
    return this.saveAll([flow]);
  }

  /** By one statement, however many. The exports go as they are, each a parameter of its own: written as JSON and read again they take longest. */
  async saveAll(flows: readonly StoredFlow[]): Promise<void> {
    const [first] = flows;
    if (!first) return;
    const columns = Object.keys(changingColumns(first));
    const exports = flows.map((_, index) => `(${index}, $${index + 3})`);
    await this.manager.query(
      `WITH draft (index, export_text) AS (VALUES ${exports.join()}), saved AS (
         UPDATE flow SET (${columns}, export_text) = (${columns.map((column) => `changed.${column}`)}, draft.export_text)
           FROM ROWS FROM (json_populate_recordset(NULL::flow, $1::json)) WITH ORDINALITY AS changed
           JOIN draft ON draft.index = changed.ordinality - 1
          WHERE flow.flow_id = changed.flow_id
         RETURNING flow.flow_id)
       SELECT pg_notify($2, flow_id::text) FROM saved`,
      [
        JSON.stringify(flows.map((flow) => ({ flow_id: flow.flowId, ...changingColumns(flow) }))),
        flowChangedChannel,
        ...flows.map(({ draft }) => draft.exportText),
      ],
    );
  }

  async remove(flowId: string): Promise<void> {
    await this.manager.query('DELETE FROM flow WHERE flow_id = $1', [flowId]);
    await this.notify(flowId);
  }

  async findVersion(flowId: string, versionNumber: number): Promise<FlowVersion | undefined> {
    const [row]: VersionRow[] = await this.manager.query('SELECT * FROM flow_version WHERE flow_id = $1 AND version_number = $2', [
      flowId,
      versionNumber,
    ]);
    return row && versionOf(row);
  }

  async listVersions(flowId: string, { limit, below }: { limit: number; below: number | undefined }): Promise<FlowVersion[]> {
    const rows: VersionRow[] = await this.manager.query(
      'SELECT * FROM flow_version WHERE flow_id = $1 AND ($2::int IS NULL OR version_number < $2) ORDER BY version_number DESC LIMIT $3',
      [flowId, below ?? null, limit],
    );
    return rows.map(versionOf);
  }

  async dependingVersions(flowId: string): Promise<FlowVersion[]> {
    const rows: VersionRow[] = await this.manager.query(
      'SELECT * FROM flow_version WHERE flow_id = $1 AND depends ORDER BY version_number',
      [flowId],
    );
    return rows.map(versionOf);
  }

  async insertVersion(version: FlowVersion): Promise<void> {
    const { flowId, versionNumber, state, content, uses, detachedFrom, comment, publishedBy, startedAt } = version;
    await this.manager.query(
      `INSERT INTO flow_version (flow_id, version_number, state, uses, detached_from, comment, published_by, started_at, ${contentColumns})
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [flowId, versionNumber, state, JSON.stringify(uses), detachedFrom, comment, publishedBy, startedAt, ...contentValues(content)],
    );
    await this.manager.query('INSERT INTO flow_use (connector_id, flow_id, version_number) SELECT unnest($1::uuid[]), $2, $3', [
      uses.map(({ connectorId }) => connectorId),
      flowId,
      versionNumber,
    ]);
  }

  async saveVersions(versions: readonly VersionOutline[]): Promise<void> {
    if (versions.length === 0) return;
    const changed = versions.map(({ flowId, versionNumber, state, detachedFrom }) => ({ flowId, versionNumber, state, detachedFrom }));
    await this.manager.query(
      `UPDATE flow_version SET state = changed.state, detached_from = changed."detachedFrom"
         FROM json_to_recordset($1::json) AS changed ("flowId" uuid, "versionNumber" int, state text, "detachedFrom" uuid)
        WHERE flow_id = "flowId" AND version_number = "versionNumber"`,
      [JSON.stringify(changed)],
    );
  }

  async dependOn(flowId: string, versionNumber: number): Promise<void> {
    await this.manager.query('UPDATE flow_version SET depends = true WHERE flow_id = $1 AND version_number = $2', [flowId, versionNumber]);
  }

  async dependOnlyOn(flowId: string, versionNumbers: readonly number[]): Promise<void> {
    await this.manager.query(
      'UPDATE flow_version SET depends = false WHERE flow_id = $1 AND depends AND version_number <> ALL ($2::int[])',
      [flowId, versionNumbers],
    );
  }

  /** Each side to its own limit: over all of them for every page, the time would grow with the square of their number. */
  async dependents(
    organizationId: string,
    connector: { connectorId: string; name: string },
    { limit, after }: Page,
  ): Promise<FlowWithVersions[]> {
    const { connectorId, name } = connector;
    const flows: FlowRow[] = await this.manager.query(
      `${selectFlow} WHERE flow.flow_id IN (
         (SELECT flow_id FROM flow WHERE organization_id = $1 AND draft_references && $2::text[] AND flow_id > $4 ORDER BY flow_id LIMIT $5)
         UNION
         (SELECT flow_id FROM flow_use JOIN flow_version USING (flow_id, version_number) JOIN flow USING (flow_id)
           WHERE connector_id = $3 AND depends AND organization_id = $1 AND flow_id > $4 ORDER BY flow_id LIMIT $5))
        ORDER BY flow.flow_id LIMIT $5 ${this.lock}`,
      [organizationId, [connectorId.toLowerCase(), name.trim().toLowerCase()], connectorId, after ?? nilUuid, limit],
    );
    const versions: OutlineRow[] = await this.manager.query(
      `SELECT ${outlineColumns} FROM flow_use JOIN flow_version USING (flow_id, version_number)
        WHERE connector_id = $1 AND flow_id = ANY ($2::uuid[]) AND depends ORDER BY flow_id, version_number`,
      [connectorId, flows.map(({ flow_id }) => flow_id)],
    );
    const byFlow = Map.groupBy(versions.map(outlineOf), ({ flowId }) => flowId);
    return flows.map(flowOf).map((flow) => ({ flow, versions: byFlow.get(flow.flowId) ?? [] }));
  }

  private async notify(flowId: string): Promise<void> {
    await this.manager.query('SELECT pg_notify($1, $2)', [flowChangedChannel, flowId]);
  }
}
