import { Logger } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';

/** Counts what is lost; the log tells of a broker that does not take it, not of every call. */
export function droppedOutcomes(registry: Registry): (count: number, error?: unknown) => void {
  const logger = new Logger('routing-outcomes');
  const dropped = new Counter({
    name: 'patchbay_routing_outcomes_dropped_total',
    help: 'Outcomes of calls that could not be published and are lost',
    registers: [registry],
  });
  return (count, error) => {
    dropped.inc(count);
    if (error !== undefined) logger.warn(error);
  };
}
