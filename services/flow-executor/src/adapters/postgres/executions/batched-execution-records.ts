import type { DataSource } from 'typeorm';
import { type ExecutionIdentity, ExecutionRecords, type Turn } from '../../../application/executions/ports.ts';
import { insertExecutions } from './insert-executions.ts';

export interface BatchedExecutionRecordsOptions {
  dataSource: DataSource;
  /** Records that were lost: the queue was full, or the database did not take them. */
  onDropped: (count: number, error?: unknown) => void;
  /** Records kept while they cannot be stored. Default 5000. */
  capacity?: number;
}

const largestBatch = 250;

/** Stored in batches, one after the other, beside the calls and not in their way. */
export class BatchedExecutionRecords extends ExecutionRecords {
  private queue: { execution: ExecutionIdentity; turn: Turn }[] = [];
  private storing: Promise<void> | undefined;

  constructor(private readonly options: BatchedExecutionRecordsOptions) {
    super();
  }

  keep(execution: ExecutionIdentity, turn: Turn): void {
    if (this.queue.length >= (this.options.capacity ?? 5_000)) this.options.onDropped(1);
    else this.queue.push({ execution, turn });
    if (this.queue.length >= largestBatch) void this.flush();
  }

  /** One batch at a time: while the database is slow, what comes waits in the queue. */
  flush(): Promise<void> {
    this.storing ??= this.store().finally(() => {
      this.storing = undefined;
    });
    return this.storing;
  }

  private async store(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.slice(0, largestBatch);
      try {
        await insertExecutions(this.options.dataSource, batch, 0);
      } catch (error) {
        this.options.onDropped(batch.length, error);
      }
      // Only now: what is being stored counts against the capacity too.
      this.queue = this.queue.slice(batch.length);
    }
  }
}
