import type { EntityManager } from 'typeorm';
import { FlowRepository, type Page } from '../../application/ports.ts';
import type { FlowVersion, FlowWithVersions, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { flowChangedChannel } from './flow-changed-channel.ts';
import { contentColumns, contentValues, type FlowRow, flowOf, type VersionRow, versionOf } from './flow-row.ts';

/** The version in use decides what the flow says of itself. */
const selectFlow = `
  SELECT flow.*, used.detached_from FROM flow
    LEFT JOIN flow_version used ON used.flow_id = flow.flow_id
     AND used.version_number = coalesce((flow.labels->>'Live')::int, (flow.labels->>'Latest')::int)`;

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

  async insert(flow: StoredFlow): Promise<void> {
    await this.manager.query(
      `INSERT INTO flow (flow_id, organization_id, owner, created_at, name, description, revision, draft_references, labels,
                         last_version_number, publishing_since, is_leaving, updated_at, ${contentColumns})
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
      [flow.flowId, flow.organizationId, flow.owner, flow.createdAt, ...changingValues(flow)],
    );
  }

  async save(flow: StoredFlow): Promise<void> {
    await this.manager.query(
      `UPDATE flow SET (name, description, revision, draft_references, labels,
                        last_version_number, publishing_since, is_leaving, updated_at, ${contentColumns})
                     = ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) WHERE flow_id = $1`,
      [flow.flowId, ...changingValues(flow)],
    );
    await this.notify(flow.flowId);
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

  async saveVersions(versions: readonly FlowVersion[]): Promise<void> {
    for (const { flowId, versionNumber, state, detachedFrom } of versions) {
      await this.manager.query('UPDATE flow_version SET state = $3, detached_from = $4 WHERE flow_id = $1 AND version_number = $2', [
        flowId,
        versionNumber,
        state,
        detachedFrom,
      ]);
    }
  }

  async dependOnlyOn(flowId: string, versionNumbers: readonly number[]): Promise<void> {
    await this.manager.query(
      'UPDATE flow_version SET depends = false WHERE flow_id = $1 AND depends AND version_number <> ALL ($2::int[])',
      [flowId, versionNumbers],
    );
  }

  async dependents(
    organizationId: string,
    connector: { connectorId: string; name: string },
    { limit, after }: Page,
  ): Promise<FlowWithVersions[]> {
    const { connectorId, name } = connector;
    const flows: FlowRow[] = await this.manager.query(
      `${selectFlow} WHERE flow.organization_id = $1 AND ($4::uuid IS NULL OR flow.flow_id > $4) AND (flow.draft_references && $2::text[] OR EXISTS (
         SELECT FROM flow_use JOIN flow_version USING (flow_id, version_number)
          WHERE flow_use.flow_id = flow.flow_id AND connector_id = $3 AND depends))
        ORDER BY flow.flow_id LIMIT $5 ${this.lock}`,
      [organizationId, [connectorId.toLowerCase(), name.trim().toLowerCase()], connectorId, after ?? null, limit],
    );
    const versions: VersionRow[] = await this.manager.query(
      `SELECT flow_version.* FROM flow_use JOIN flow_version USING (flow_id, version_number)
        WHERE connector_id = $1 AND flow_id = ANY ($2::uuid[]) AND depends ORDER BY flow_id, version_number`,
      [connectorId, flows.map(({ flow_id }) => flow_id)],
    );
    const byFlow = Map.groupBy(versions.map(versionOf), ({ flowId }) => flowId);
    return flows.map(flowOf).map((flow) => ({ flow, versions: byFlow.get(flow.flowId) ?? [] }));
  }

  private async notify(flowId: string): Promise<void> {
    await this.manager.query('SELECT pg_notify($1, $2)', [flowChangedChannel, flowId]);
  }
}

/** In the order of the columns. */
const changingValues = (flow: StoredFlow): unknown[] => [
  flow.name,
  flow.description,
  flow.revision,
  flow.draftReferences,
  JSON.stringify(flow.labels),
  flow.lastVersionNumber,
  flow.publishingSince,
  flow.isLeaving,
  flow.updatedAt,
  ...contentValues(flow.draft),
];
