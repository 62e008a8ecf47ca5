import type { DataSource } from 'typeorm';
import { type RunnableFlow, RunnableFlows } from '../../application/ports.ts';
import type { Labels } from '../../domain/lifecycle/stored-flow.ts';
import { type VersionRow, versionOf } from './flow-row.ts';

interface RunnableRow extends VersionRow {
  organization_id: string;
  revision: number;
  labels: Labels;
}

export class PostgresRunnableFlows extends RunnableFlows {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  findRunnable(flowId: string): Promise<RunnableFlow | undefined> {
    return this.find('version.version_number IN (SELECT value::int FROM jsonb_each_text(flow.labels))', [flowId]);
  }

  findRunnableVersion(flowId: string, versionNumber: number): Promise<RunnableFlow | undefined> {
    return this.find(`version.version_number = $2 AND version.state IN ('PUBLISHED', 'DETACHED')`, [flowId, versionNumber]);
  }

  async findNamed(organizationId: string, name: string): Promise<string | undefined> {
    const [row]: { flow_id: string }[] = await this.dataSource.query(
      `SELECT flow_id FROM flow WHERE organization_id = $1 AND lower(btrim(name)) = lower(btrim($2)) AND NOT is_leaving ORDER BY flow_id LIMIT 1`,
      [organizationId, name],
    );
    return row?.flow_id;
  }

  private async find(which: string, values: unknown[]): Promise<RunnableFlow | undefined> {
    const rows: RunnableRow[] = await this.dataSource.query(
      `SELECT version.*, flow.organization_id, flow.revision, flow.labels FROM flow
         LEFT JOIN flow_version version ON version.flow_id = flow.flow_id AND ${which}
        WHERE flow.flow_id = $1 AND NOT flow.is_leaving ORDER BY version.version_number`,
      values,
    );
    const [first] = rows;
    if (!first) return undefined;
    const { organization_id: organizationId, revision, labels } = first;
    const published = rows.filter(({ version_number }) => version_number !== null);
    return { organizationId, revision, labels, versions: published.map(versionOf) };
  }

  async revisions(flowIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: { flow_id: string; revision: number }[] = await this.dataSource.query(
      'SELECT flow_id, revision FROM flow WHERE flow_id = ANY ($1::uuid[]) AND NOT is_leaving',
      [flowIds],
    );
    return new Map(rows.map(({ flow_id, revision }) => [flow_id, revision]));
  }
}
