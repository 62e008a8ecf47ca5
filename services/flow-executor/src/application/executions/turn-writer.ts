import { Injectable } from '@nestjs/common';
import type { Run } from '../../domain/execution/run.ts';
import { saveRun } from '../../domain/execution/run-state.ts';
import { Clock, ExecutionMetrics } from '../ports.ts';
import { RoutingOutcomes } from '../routing-outcomes.ts';
import type { Rest } from './execution-runner.ts';
import { type ExecutionIdentity, FlowActivity, type Standing, type Turn } from './ports.ts';
import { ThisExecutor } from './this-executor.ts';

/** What a turn has come to; without a run where it could not even begin. */
export type TurnDraft =
  | { rest: Rest; run: Run; moreConnectorIds: readonly string[] }
  | { rest: Extract<Rest, { kind: 'ended' }>; run?: undefined };

/** Puts down what a turn has come to, and tells those who count. */
@Injectable()
export class TurnWriter {
  constructor(
    private readonly executor: ThisExecutor,
    private readonly outcomes: RoutingOutcomes,
    private readonly activity: FlowActivity,
    private readonly metrics: ExecutionMetrics,
    private readonly clock: Clock,
  ) {}

  /** @param begunMs by the clock that never jumps */
  write(execution: ExecutionIdentity, draft: TurnDraft, begunMs: number): Turn {
    const { executionId, flowId, versionNumber, startedAt } = execution;
    const { instanceId } = this.executor;
    const standing = standingOf(draft);
    const answer = {
      executionId,
      instanceId,
      flowId,
      versionNumber,
      startedAt,
      state: standing.state,
      commands: draft.run?.takeCommands() ?? [],
      outcome: standing.state === 'ENDED' ? standing.outcome : null,
      wait: standing.state === 'WAITING' ? standing.wait : null,
      durationMs: this.clock.monotonicMs() - begunMs,
    };
    return {
      standing,
      answer,
      steps: draft.run?.takeTrace() ?? [],
      moreConnectorIds: draft.run ? draft.moreConnectorIds : [],
      endedAt: this.clock.now(),
    };
  }

  /** Once the turn counts. */
  tell(execution: ExecutionIdentity, turn: Turn): void {
    const { standing, answer, endedAt } = turn;
    if (standing.state !== 'ENDED') return;
    const { outcome } = standing;
    this.outcomes.ended(
      withConnectors(execution, turn),
      outcome,
      Math.max(answer.durationMs, endedAt.getTime() - execution.startedAt.getTime()),
    );
    this.activity.ended(execution.flowId, outcome.type);
    this.metrics.ended(outcome.type, answer.durationMs);
  }
}

function standingOf({ rest, run }: TurnDraft): Standing {
  if (rest.kind === 'ended') return { state: 'ENDED', outcome: rest.outcome };
  if (!run) throw new TypeError('what has no run cannot wait');
  return { state: 'WAITING', wait: rest.wait, run: saveRun(run) };
}

/** The execution with every connector that it has come to use. */
export function withConnectors(execution: ExecutionIdentity, { moreConnectorIds }: Pick<Turn, 'moreConnectorIds'>): ExecutionIdentity {
  if (moreConnectorIds.length === 0) return execution;
  return { ...execution, connectorIds: [...execution.connectorIds, ...moreConnectorIds] };
}
