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

/** Stored in batches beside the calls and not in their way: as many as whoever calls `storeBatch` has time for, and no more. */
export class BatchedExecutionRecords extends ExecutionRecords {
  private queue: { execution: ExecutionIdentity; turn: Turn }[] = [];

  constructor(private readonly options: BatchedExecutionRecordsOptions) {
    super();
  }

  keep(execution: ExecutionIdentity, turn: Turn): void {
    if (this.queue.length >= (this.options.capacity ?? 5_000)) this.options.onDropped(1);
    else this.queue.push({ execution, turn });
  }

  /** One call at a time. What comes meanwhile waits in the queue. */
  async storeBatch(): Promise<void> {
    if (this.queue.length === 0) return;
    const batch = this.queue.slice(0, largestBatch);
    try {
      await insertExecutions(this.options.dataSource, batch, 0);
    } catch (error) {
      this.options.onDropped(batch.length, error);
    }
    // Only now: what is being stored counts against the capacity too.
    this.queue = this.queue.slice(batch.length);
  }

  async storeAll(): Promise<void> {
    while (this.queue.length > 0) await this.storeBatch();
  }
}
