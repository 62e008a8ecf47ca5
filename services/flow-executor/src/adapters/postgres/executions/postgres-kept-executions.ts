import { transaction } from '@patchbay/postgres';
import type { DataSource } from 'typeorm';
import { type CallsOfVersion, type KeptCalls, KeptExecutions } from '../../../application/executions/report-kept-calls.ts';

interface CountRow {
  organization_id: string;
  flow_id: string;
  version_number: number;
  connector_ids: string[];
  calls: number;
}

/** A number that rises also when the table is made anew: readers keep the highest. */
const take = `
  SELECT greatest(batch + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint) AS batch, told, now() AS at
    FROM waiting_report WHERE at <= now() - interval '900 milliseconds' FOR UPDATE SKIP LOCKED`;

const count = `
  SELECT organization_id, flow_id, version_number, connector_ids, count(*) AS calls
    FROM execution WHERE state <> 'ENDED' GROUP BY 1, 2, 3, 4`;

export class PostgresKeptExecutions extends KeptExecutions {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  takeReport(): Promise<KeptCalls | undefined> {
    return transaction(this.dataSource, async (manager) => {
      const [report]: { batch: number; told: string[]; at: Date }[] = await manager.query(take);
      if (!report) return undefined;
      const rows: CountRow[] = await manager.query(count);
      const running = [...Map.groupBy(rows, (row) => row.organization_id)].map(([id, of]) => [id, of.map(callsOf)] as const);
      await manager.query('UPDATE waiting_report SET (batch, at, told) = ($1, now(), $2)', [report.batch, running.map(([id]) => id)]);
      const nothing = report.told.map((id) => [id, [] as CallsOfVersion[]] as const);
      return { batch: report.batch, at: report.at, byOrganization: new Map([...nothing, ...running]) };
    });
  }
}

const callsOf = (row: CountRow): CallsOfVersion => ({
  flowId: row.flow_id,
  versionNumber: row.version_number,
  connectorIds: row.connector_ids,
  calls: row.calls,
});
