import type { DataSource } from 'typeorm';
import { type ExecutionIdentity, ExecutionRecords, type Turn } from '../../../application/executions/ports.ts';
import { type ExecutionText, executionText, insertExecutions } from './insert-executions.ts';

export interface BatchedExecutionRecordsOptions {
  dataSource: DataSource;
  /** Records that were lost: the queue was full, or the database did not take them. */
  onDropped: (count: number, error?: unknown) => void;
  /** Records kept while they cannot be stored. Default 5000. */
  capacity?: number;
}

const largestBatch = 100;

/**
 * Stored in batches beside the calls and not in their way: as many as whoever calls `storeBatch` has time for, and no more. What waits is text:
 * what a call has left behind is garbage when it ends, and no batch is long to write.
 */
export class BatchedExecutionRecords extends ExecutionRecords {
  private queue: ExecutionText[] = [];

  constructor(private readonly options: BatchedExecutionRecordsOptions) {
    super();
  }

  keep(execution: ExecutionIdentity, turn: Turn): void {
    if (this.queue.length >= (this.options.capacity ?? 5_000)) this.options.onDropped(1);
    else this.queue.push(executionText(execution, turn, 0));
  }

  /** One call at a time. What comes meanwhile waits in the queue. */
  async storeBatch(): Promise<void> {
    if (this.queue.length === 0) return;
    const batch = this.queue.slice(0, largestBatch);
    try {
      await insertExecutions(this.options.dataSource, batch);
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
