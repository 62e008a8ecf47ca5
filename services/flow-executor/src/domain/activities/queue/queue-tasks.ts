import { numberOf } from '../../values/value.ts';
import { type ActivityKind, exitBy } from '../activity.ts';
import { errand } from '../platform/task.ts';
import { compilePriority } from './priority.ts';
import { compileQueue } from './queue-contact.ts';

/** Where the position is known and the time is not, the flow has an exit of its own. */
export const queueLookup: ActivityKind = errand(
  {
    command: 'queue-lookup',
    compile(source) {
      source.required('destination');
      const queueId = source.chosen('destination');
      const lookbackMinutes = source.integer('ewtLookbackMinutes', { fallback: 5, min: 1, max: 1_440 });
      return (scope) => ({ queueId: queueId(scope), lookbackMinutes });
    },
  },
  (_scope, { ewt, estimatedwaittime }) => exitBy(numberOf(ewt ?? estimatedwaittime ?? null) === -1 ? 'insufficientdata' : 'default'),
);

export const advancedQueueInfo: ActivityKind = errand({
  command: 'advanced-queue-info',
  maxVisits: 1_500,
  compile(source) {
    const queueId = compileQueue(source, (key) => source.required(key));
    return (scope) => ({ queueId: queueId(scope) });
  },
});

export const setContactPriority: ActivityKind = errand({
  command: 'set-priority',
  maxVisits: 100,
  compile(source) {
    const priority = compilePriority(source);
    return (scope) => ({ priority: priority(scope) });
  },
});

export const escalateQueue: ActivityKind = errand({
  command: 'escalate-queue',
  failurePort: 'error',
  maxVisits: 750,
  compile(source) {
    const to = source.text('callDistributionGroup') || 'nextGroup';
    return () => ({ to });
  },
});

export const callback: ActivityKind = errand({
  command: 'callback',
  maxVisits: 10,
  compile(source) {
    source.required('callbackDn');
    const number = source.chosen('callbackDn');
    const ani = source.chosen('callbackAni');
    const queueId = source.chosen('callbackQueue');
    return (scope) => ({ number: number(scope), ani: ani(scope), queueId: queueId(scope) || null });
  },
});

export const scheduledCallback: ActivityKind = errand({
  command: 'schedule-callback',
  maxVisits: 10,
  compile(source) {
    const fields = {
      number: source.chosen('callbackDn'),
      customerName: source.rendered('customerName'),
      queueId: source.chosen('callbackQueue'),
      date: source.rendered('scheduleDate'),
      startTime: source.rendered('scheduleStartTime'),
      endTime: source.rendered('scheduleEndTime'),
      timezone: source.chosen('scheduleTimezone'),
    };
    return (scope) => ({
      number: fields.number(scope),
      customerName: fields.customerName(scope),
      queueId: fields.queueId(scope),
      date: fields.date(scope),
      startTime: fields.startTime(scope),
      endTime: fields.endTime(scope),
      timezone: fields.timezone(scope),
    });
  },
});
