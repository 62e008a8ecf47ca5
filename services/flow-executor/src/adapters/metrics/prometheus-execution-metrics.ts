import { Counter, Histogram, type Registry } from 'prom-client';
import { ExecutionMetrics } from '../../application/ports.ts';
import type { Refusal } from '../../domain/gate/connector-record.ts';

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class PrometheusExecutionMetrics extends ExecutionMetrics {
  private readonly executions: Histogram;
  private readonly refusals: Counter;
  private readonly requests: Histogram;
  private readonly closed: Counter;

  constructor(registry: Registry) {
    super();
    const registers = [registry];
    this.executions = new Histogram({
      name: 'patchbay_execution_duration_seconds',
      help: 'How long executions ran, by how they ended',
      labelNames: ['outcome'],
      buckets,
      registers,
    });
    this.refusals = new Counter({
      name: 'patchbay_gate_refusals_total',
      help: 'Calls that a closed gate did not let start or go on, and requests that it did not let leave or cut off',
      labelNames: ['at', 'code'],
      registers,
    });
    this.requests = new Histogram({
      name: 'patchbay_outbound_duration_seconds',
      help: 'How long HTTP requests of flows took, retries included, by status class or failure code',
      labelNames: ['result'],
      buckets,
      registers,
    });
    this.closed = new Counter({
      name: 'patchbay_executions_reaped_total',
      help: 'Executions that were closed because nobody told of them any more, or their executor was gone, by outcome',
      labelNames: ['outcome'],
      registers,
    });
  }

  ended(outcome: string, durationMs: number): void {
    this.executions.observe({ outcome }, durationMs / 1_000);
  }

  reaped(outcome: string): void {
    this.closed.inc({ outcome });
  }

  refused(at: 'start' | 'event' | 'request', code: Refusal): void {
    this.refusals.inc({ at, code });
  }

  answered(result: string, durationMs: number): void {
    this.requests.observe({ result }, durationMs / 1_000);
  }
}
