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
const maxRows = 20_000;

/** Ordered, so that two replicas never wait for each other. */
const add = `
  INSERT INTO flow_activity AS known (flow_id, since, what, executions)
  SELECT flow_id, since, what, sum(executions)
    FROM json_to_recordset($1::json) AS counted (flow_id uuid, since timestamptz, what text, executions bigint)
   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (flow_id, since, what) DO UPDATE SET executions = known.executions + excluded.executions`;

const tell = `
  INSERT INTO flow_running (process_id, at, executions) VALUES ($1, now(), $2)
  ON CONFLICT (process_id) DO UPDATE SET (at, executions) = (excluded.at, excluded.executions)`;

interface CountedRow {
  flow_id: string;
  since: Date;
  what: string;
  executions: number;
}

/** Counts in memory and writes once a second; what a database that is away does not take is added to the next. */
export class PostgresFlowActivity extends FlowActivity {
  private readonly running = new Map<string, number>();
  /** By flow, and what happened, in the time from `sinceMs` on. */
  private readonly counts = new Map<string, Map<string, number>>();
  private sinceMs = 0;
  /** Of earlier times, or not taken by the database. */
  private rows: CountedRow[] = [];
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
    this.close();
    const { rows } = this;
    if (rows.length === 0) return;
    this.rows = [];
    try {
      await this.options.dataSource.query(add, [JSON.stringify(rows)]);
    } catch (error) {
      this.rows = [...rows, ...this.rows].slice(0, maxRows);
      throw error;
    }
  }

  private count(flowId: string, what: string): void {
    const nowMs = this.options.clock.now().getTime();
    if (nowMs >= this.sinceMs + slotMs || nowMs < this.sinceMs) {
      this.close();
      this.sinceMs = nowMs - (nowMs % slotMs);
    }
    let counts = this.counts.get(flowId);
    if (!counts) {
      counts = new Map();
      this.counts.set(flowId, counts);
    }
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }

  private close(): void {
    const since = new Date(this.sinceMs);
    for (const [flow_id, counts] of this.counts) {
      for (const [what, executions] of counts) if (this.rows.length < maxRows) this.rows.push({ flow_id, since, what, executions });
    }
    this.counts.clear();
  }
}
