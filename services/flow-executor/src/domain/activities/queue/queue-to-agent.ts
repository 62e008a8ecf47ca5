import { numberOf, type Value } from '../../values/value.ts';
import { type ActivityKind, type ActivityScope, exitBy } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';
import { errand } from '../platform/task.ts';
import { compilePriority } from './priority.ts';

export const queueToAgent: ActivityKind = {
  maxVisits: 100,
  exits: () => ['default'],
  compile(source) {
    source.required('destinationVariable');
    const by = source.text('destinationLookupType') === 'agentEmail' ? ('agentEmail' as const) : ('agentId' as const);
    const agent = source.ofVariable('destinationVariable');
    const priority = source.flag('priorityToggle') || source.flag('toggle') ? compilePriority(source) : () => null;
    const queues = compileQueues(source);
    const parkUntilAvailable = source.flag('parkContactToggle');
    const task = errand(
      {
        command: 'queue-to-agent',
        failurePort: 'error',
        compile: () => (scope) => ({ agent: { by, value: agent(scope) }, ...queues(scope), parkUntilAvailable, priority: priority(scope) }),
      },
      (scope, { failurecode }) => {
        const { reportingQueueId, recoveryQueueId } = queues(scope);
        if (isSuccess(failurecode) || recoveryQueueId !== '') scope.enterQueue(recoveryQueueId || reportingQueueId);
        return exitBy('default');
      },
    );
    return task.compile(source);
  },
};

/** An agent that is not there is no failure of the activity: the flow branches on the code. */
function isSuccess(code: Value | undefined): boolean {
  return code === undefined || code === null || code === '' || numberOf(code) === 0;
}

function compileQueues(source: ActivitySource) {
  const queue = (key: string, variableKey: string) => (source.text(key) === '' ? source.ofVariable(variableKey) : source.rendered(key));
  const reporting = queue('reportingQueue', 'destinationReportingQueueVariable');
  const recovery = queue('recoveryQueue', 'destinationRecoveryQueueVariable');
  return (scope: ActivityScope) => ({ reportingQueueId: reporting(scope), recoveryQueueId: recovery(scope) });
}
