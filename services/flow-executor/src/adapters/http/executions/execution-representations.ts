import type { DryRun, Execution, ExecutionSummary, ExecutionTrace, FlowCounters, TraceStep } from '@patchbay/contracts';
import type { z } from 'zod';
import type { DryRunResult } from '../../../application/executions/dry-run.ts';
import type { ExecutionView, FlowActivityView, TurnAnswer, TurnView } from '../../../application/executions/ports.ts';
import type * as domain from '../../../domain/execution/trace.ts';
import type * as waiting from '../../../domain/execution/wait.ts';

type Wait = z.input<typeof Execution>['wait'];

const waitOf = (wait: waiting.Wait | null): Wait => wait && { ...wait, expects: [...wait.expects] };

export const executionOf = (answer: TurnAnswer): z.input<typeof Execution> => ({
  executionId: answer.executionId,
  flowId: answer.flowId,
  versionNumber: answer.versionNumber,
  instanceId: answer.instanceId,
  state: answer.state,
  commands: [...answer.commands],
  outcome: answer.outcome,
  wait: waitOf(answer.wait),
  startedAt: answer.startedAt.toISOString(),
  durationMs: answer.durationMs,
});

export const executionSummaryOf = ({
  organizationId: _,
  connectorIds,
  startedAt,
  endedAt,
  wait,
  ...execution
}: ExecutionView): z.input<typeof ExecutionSummary> => ({
  ...execution,
  connectorIds: [...connectorIds],
  wait: waitOf(wait),
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});

const stepOf = ({ at, changed, ...step }: domain.TraceStep): z.input<typeof TraceStep> => ({
  ...step,
  at: at.toISOString(),
  changed: [...changed],
});

export const turnOf = ({ eventId, eventType, startedAt, steps, ...turn }: TurnView): z.input<typeof ExecutionTrace>['items'][number] => ({
  ...turn,
  event: eventType === null ? null : { eventId, type: eventType },
  startedAt: startedAt.toISOString(),
  steps: steps.map(stepOf),
});

export const dryRunOf = ({ commands, wait, steps, ...result }: DryRunResult): z.input<typeof DryRun> => ({
  ...result,
  commands: [...commands],
  wait: waitOf(wait),
  trace: steps.map(stepOf),
});

export const countersOf = (flowId: string, { at, ...counters }: FlowActivityView & { at: Date }): z.input<typeof FlowCounters> => ({
  flowId,
  at: at.toISOString(),
  ...counters,
});
