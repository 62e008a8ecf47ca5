import type { DataSource } from 'typeorm';
import { FlowActivity } from '../../../application/executions/ports.ts';
import type { Outcome } from '../../../domain/execution/outcome.ts';

export interface PostgresFlowActivityOptions {
  dataSource: DataSource;
  /** A name for this run of the process. */
  processId: string;
  clock: { now(): Date };
}

export const slotMs = 10_000;
/** Kept while the database is away; what comes beyond is not counted. */
const maxCounts = 20_000;

/** Ordered, so that two replicas never wait for each other. */
const add = `
  INSERT INTO flow_activity AS known (flow_id, since, what, executions)
  SELECT flow_id, since, what, executions FROM json_to_recordset($1::json) AS counted (flow_id uuid, since timestamptz, what text, executions bigint)
   ORDER BY 1, 2, 3
  ON CONFLICT (flow_id, since, what) DO UPDATE SET executions = known.executions + excluded.executions`;

const tell = `
  INSERT INTO flow_running (process_id, at, executions) VALUES ($1, now(), $2)
  ON CONFLICT (process_id) DO UPDATE SET (at, executions) = (excluded.at, excluded.executions)`;

/** Counts in memory and writes once a second; what a database that is away does not take is added to the next. */
export class PostgresFlowActivity extends FlowActivity {
  private readonly running = new Map<string, number>();
  private counts = new Map<string, number>();
  private hasTold = false;

  constructor(private readonly options: PostgresFlowActivityOptions) {
    super();
  }

  started(flowId: string): void {
    this.count(flowId, 'STARTED');
  }

  ended(flowId: string, outcome: Outcome['type']): void {
    this.count(flowId, outcome);
  }

  turnBegan(flowId: string): void {
    this.running.set(flowId, (this.running.get(flowId) ?? 0) + 1);
  }

  turnEnded(flowId: string): void {
    const left = (this.running.get(flowId) ?? 1) - 1;
    if (left === 0) this.running.delete(flowId);
    else this.running.set(flowId, left);
  }

  async flush(): Promise<void> {
    await this.write();
    if (this.running.size === 0 && !this.hasTold) return;
    this.hasTold = this.running.size > 0;
    const { dataSource, processId } = this.options;
    await dataSource.query(tell, [processId, JSON.stringify(Object.fromEntries(this.running))]);
  }

  private async write(): Promise<void> {
    if (this.counts.size === 0) return;
    const counts = this.counts;
    this.counts = new Map();
    const rows = [...counts].map(([key, executions]) => {
      const [flow_id, sinceMs, what] = key.split(' ');
      return { flow_id, since: new Date(Number(sinceMs)), what, executions };
    });
    try {
      await this.options.dataSource.query(add, [JSON.stringify(rows)]);
    } catch (error) {
      for (const [key, executions] of counts) this.counts.set(key, (this.counts.get(key) ?? 0) + executions);
      throw error;
    }
  }

  private count(flowId: string, what: string): void {
    const since = Math.floor(this.options.clock.now().getTime() / slotMs) * slotMs;
    const key = `${flowId} ${since} ${what}`;
    if (this.counts.size >= maxCounts && !this.counts.has(key)) return;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
