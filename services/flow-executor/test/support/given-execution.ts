import { v7 as uuidv7 } from 'uuid';
import type { ExecutionIdentity, Turn } from '../../src/application/executions/ports.ts';
import type { Outcome } from '../../src/domain/execution/outcome.ts';
import type { RunState } from '../../src/domain/execution/run-state.ts';
import type { Wait } from '../../src/domain/execution/wait.ts';

/** The store does not look into it. */
const someRun = { format: 1, variables: { a: 'b\u0000c' } } as unknown as RunState;
const someWait: Wait = { activityId: 'id-Menu', activityLabel: 'Menu', expects: ['digits'], timeoutSeconds: 5 };

export const givenExecution = (over: Partial<ExecutionIdentity> = {}): ExecutionIdentity => ({
  executionId: uuidv7(),
  organizationId: uuidv7(),
  flowId: uuidv7(),
  versionNumber: 1,
  label: 'Live',
  interactionId: 'i-1',
  ani: '+15550100',
  dnis: '100',
  connectorIds: [uuidv7()],
  startedAt: new Date(),
  ...over,
});

function turnOf(execution: ExecutionIdentity, standing: Turn['standing']): Turn {
  const { executionId, flowId, versionNumber, startedAt } = execution;
  return {
    standing,
    answer: {
      ...{ executionId, flowId, versionNumber, startedAt, instanceId: 'executor-1', durationMs: 1.5, commands: [] },
      state: standing.state,
      outcome: standing.state === 'ENDED' ? standing.outcome : null,
      wait: standing.state === 'WAITING' ? standing.wait : null,
    },
    steps: [{ at: new Date(), activityId: 'id-Menu', activityLabel: 'Menu', kind: 'ivr-menu', port: '1', changed: [] }],
    moreConnectorIds: [],
    endedAt: new Date(),
  };
}

export const waitingTurn = (execution: ExecutionIdentity, wait: Wait = someWait): Turn =>
  turnOf(execution, { state: 'WAITING', wait, run: someRun });
export const endedTurn = (execution: ExecutionIdentity, outcome: Outcome = { type: 'COMPLETED' }): Turn =>
  turnOf(execution, { state: 'ENDED', outcome });
