import type { Template } from '../../template/template.ts';
import { numberOf } from '../../values/value.ts';
import { type ActivityKind, type ActivityScope, exitBy, type Step } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';

const queued = exitBy('default');
const unresolved = {
  kind: 'failed',
  port: 'failure',
  code: 'flow.queue-unresolved',
  message: 'no queue could be determined: give a fallback queue',
} as const satisfies Step;

/** Leaves at once while the contact waits; what follows entertains it. */
export const queueContact: ActivityKind = {
  maxVisits: 100,
  exits: () => ['default'],
  compile(source) {
    const { label: activityLabel } = source;
    const queueOf = compileQueue(source);
    const priorityOf = compilePriority(source);
    return {
      run(scope) {
        const queueId = queueOf(scope);
        if (queueId === '') {
          scope.setOutputs(activityLabel, { queueid: '', failurecode: unresolved.code, failuredescription: unresolved.message });
          return unresolved;
        }
        scope.setOutputs(activityLabel, { queueid: queueId, failurecode: '', failuredescription: '' });
        scope.command({ type: 'queue', activityLabel, queueId, priority: priorityOf(scope) });
        scope.enterQueue(queueId);
        return queued;
      },
    };
  },
};

function compileQueue(source: ActivitySource): (scope: ActivityScope) => string {
  if (source.text('queueRadioGroup') !== 'variableQueue') {
    const queueId = source.required('destination');
    return () => queueId;
  }
  const queue = source.expression(source.required('destinationVariable') || '""', 'destinationVariable');
  const fallback = source.text('fallbackQueue');
  return (scope) => queue.render(scope).trim() || fallback;
}

function compilePriority(source: ActivitySource): (scope: ActivityScope) => number | null {
  if (!source.flag('toggle')) return () => null;
  const isVariable = source.text('priorityRadioGroup') === 'variablePriority';
  const text = source.text(isVariable ? 'priorityVariable' : 'priority');
  const priority = isVariable ? source.expression(text || '""', 'priorityVariable') : source.template(text, 'priority');
  return (scope) => wholeNumber(priority, scope);
}

function wholeNumber(template: Template, scope: ActivityScope): number | null {
  const number = numberOf(template.render(scope));
  return number === undefined ? null : Math.trunc(number);
}
