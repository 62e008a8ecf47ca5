import type { PlatformEvent } from '../../execution/platform-event.ts';
import { type ActivityKind, type ActivityScope, exitBy, type Step } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';
import { failed } from '../platform/task.ts';

const look: Step = { kind: 'wait', expects: ['business-hours', 'failed'], timeoutSeconds: null };

/** Calendars are the platform's: the export names one and says nothing of what is in it. */
export const businessHours: ActivityKind = {
  exits: () => ['workingHours', 'default'],
  compile(source) {
    const { label: activityLabel } = source;
    const calendar = calendarOf(source);
    return {
      run(scope) {
        scope.command({ type: 'check-business-hours', activityLabel, businessHoursId: calendar(scope) });
        return look;
      },
      receive: (scope, event) => told(scope, activityLabel, event),
    };
  },
};

function calendarOf(source: ActivitySource): (scope: ActivityScope) => string {
  const isVariable = source.text('businessHoursRadioGroup') === 'variableBusinessHours';
  const key = isVariable ? 'businessHoursVariable' : 'businessHoursId';
  source.required(key);
  return isVariable ? source.ofVariable(key) : source.rendered(key);
}

function told(scope: ActivityScope, label: string, event: PlatformEvent): Step {
  if (event.type === 'failed') return failed(scope, label, 'error', event);
  const { status, name = '' } = event.type === 'business-hours' ? event : { status: 'default' as const };
  scope.setOutputs(label, {
    status,
    workinghoursshift_name: status === 'workingHours' ? name : '',
    holidays_name: status === 'holidays' ? name : '',
    overrides_name: status === 'override' ? name : '',
  });
  // A flow that has nothing for a holiday or an override treats it as any time outside the hours.
  return { kind: 'exit', port: status, otherwise: exitBy('default') };
}
