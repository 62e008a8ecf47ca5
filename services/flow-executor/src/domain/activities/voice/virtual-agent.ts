import { type ActivityKind, exitBy, outputValues, type Step } from '../activity.ts';
import { failed } from '../platform/task.ts';

const talk: Step = { kind: 'wait', expects: ['virtual-agent-ended', 'failed'], timeoutSeconds: null };

/** Both versions: the first passes parameters, the second an event. */
export const virtualAgent: ActivityKind = {
  maxVisits: 20,
  exits: () => ['ENDED', 'ESCALATE'],
  compile(source) {
    const { label: activityLabel } = source;
    const connector = source.text('connector');
    const virtualAgentId = source.rendered('virtualAgentId');
    const eventName = source.rendered('eventName');
    const eventData = source.rendered('eventData');
    const parameters = source.renderedEntries('botParameters');
    const settings = { terminationDelaySeconds: source.seconds('terminationDelay', 0), transcript: source.flag('transcript') };
    return {
      run(scope) {
        scope.command({
          type: 'virtual-agent',
          activityLabel,
          connector,
          virtualAgentId: virtualAgentId(scope),
          eventName: eventName(scope),
          eventData: eventData(scope),
          parameters: parameters(scope),
          ...settings,
        });
        return talk;
      },
      receive(scope, event) {
        if (event.type === 'failed') return failed(scope, activityLabel, 'error', event);
        if (event.type !== 'virtual-agent-ended') return exitBy('ENDED');
        scope.setOutputs(activityLabel, { errorcode: 'no_error', ...outputValues(event.outputs) });
        return exitBy(event.result);
      },
    };
  },
};
