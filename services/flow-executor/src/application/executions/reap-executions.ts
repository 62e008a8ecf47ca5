import { Injectable } from '@nestjs/common';
import type { Outcome } from '../../domain/execution/outcome.ts';
import { Clock, ExecutionMetrics, Problems } from '../ports.ts';
import { RoutingOutcomes } from '../routing-outcomes.ts';
import { type ExecutionIdentity, FlowActivity } from './ports.ts';

/** An execution that the reaper has closed. */
export interface Reaped {
  execution: ExecutionIdentity;
  outcome: Outcome;
}

/** Closes what nobody will, and forgets what is old. */
export abstract class ExecutionReaper {
  /** Those of one round; none where another replica is at it. */
  abstract reap(): Promise<Reaped[]>;
}

/** One round at a time over all replicas. Whoever closed an execution tells how it ended. */
@Injectable()
export class ReapExecutions {
  constructor(
    private readonly reaper: ExecutionReaper,
    private readonly outcomes: RoutingOutcomes,
    private readonly activity: FlowActivity,
    private readonly metrics: ExecutionMetrics,
    private readonly problems: Problems,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<void> {
    for (const { execution, outcome } of await this.reaper.reap()) {
      const durationMs = Math.max(0, this.clock.now().getTime() - execution.startedAt.getTime());
      this.outcomes.ended(execution, outcome, durationMs);
      this.activity.ended(execution.flowId, outcome.type);
      this.metrics.reaped(outcome.type);
      this.problems.report('an execution was closed by the reaper', { executionId: execution.executionId, ...outcome });
    }
  }
}
