import { Logger } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';

/** Counts what is lost; the log tells of a database that does not take it, not of every call. */
export function droppedRecords(registry: Registry): (count: number, error?: unknown) => void {
  const logger = new Logger('execution-records');
  const dropped = new Counter({
    name: 'patchbay_execution_records_dropped_total',
    help: 'Executions that ran and left no record, because they could not be stored in time',
    registers: [registry],
  });
  return (count, error) => {
    dropped.inc(count);
    if (error !== undefined) logger.warn(error);
  };
}
