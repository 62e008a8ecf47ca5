import type { DataSource } from 'typeorm';
import { type ExecutionIdentity, RunningExecutions } from '../../../application/executions/ports.ts';
import { identityColumns } from './execution-row.ts';

export interface PostgresRunningExecutionsOptions {
  dataSource: DataSource;
  /** A name for this run of the process. */
  processId: string;
  clock: { now(): Date };
}

/** Those that end before are never noted: most calls cost the database nothing here. */
export const notedAfterMs = 250;

const note = `
  INSERT INTO running_execution (execution_id, process_id, identity)
  SELECT execution_id, $1, identity::json FROM json_to_recordset($2::json) AS given (execution_id uuid, identity text) ON CONFLICT DO NOTHING`;

/** Notes in batches what has run for a while, and forgets it in batches when it has left. The reaper closes what a process that died has noted. */
export class PostgresRunningExecutions extends RunningExecutions {
  /** In the order of their beginning. */
  private readonly young = new Map<string, ExecutionIdentity>();
  private readonly noted = new Set<string>();
  private left: string[] = [];

  constructor(private readonly options: PostgresRunningExecutionsOptions) {
    super();
  }

  began(execution: ExecutionIdentity): void {
    this.young.set(execution.executionId, execution);
  }

  ended({ executionId }: ExecutionIdentity): void {
    if (!this.young.delete(executionId) && this.noted.delete(executionId)) this.left.push(executionId);
  }

  /** One call at a time. */
  async flush(): Promise<void> {
    await this.forget();
    await this.noteThose(this.due());
  }

  private due(): ExecutionIdentity[] {
    const beganBefore = this.options.clock.now().getTime() - notedAfterMs;
    const due: ExecutionIdentity[] = [];
    for (const execution of this.young.values()) {
      if (execution.startedAt.getTime() > beganBefore) break;
      due.push(execution);
    }
    return due;
  }

  private async noteThose(due: readonly ExecutionIdentity[]): Promise<void> {
    if (due.length === 0) return;
    for (const { executionId } of due) {
      this.young.delete(executionId);
      this.noted.add(executionId);
    }
    const rows = due.map((execution) => ({ execution_id: execution.executionId, identity: JSON.stringify(identityColumns(execution)) }));
    await this.options.dataSource.query(note, [this.options.processId, JSON.stringify(rows)]);
  }

  private async forget(): Promise<void> {
    if (this.left.length === 0) return;
    const { left } = this;
    this.left = [];
    try {
      await this.options.dataSource.query('DELETE FROM running_execution WHERE execution_id = ANY ($1::uuid[])', [left]);
    } catch (error) {
      this.left = [...left, ...this.left];
      throw error;
    }
  }
}
