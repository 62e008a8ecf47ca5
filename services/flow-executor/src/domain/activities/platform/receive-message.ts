import { type ActivityKind, exitBy, outputValues } from '../activity.ts';
import { failed } from './task.ts';

export const receiveMessage: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const { label: activityLabel } = source;
    const channel = source.rendered('channelName');
    const timeoutSeconds = source.seconds('timeout', 5);
    const appendToTranscript = source.text('appendToTranscript') !== 'false';
    return {
      run(scope) {
        scope.command({ type: 'receive-message', activityLabel, channel: channel(scope), timeoutSeconds, appendToTranscript });
        return { kind: 'wait', expects: ['done', 'timeout', 'failed'], timeoutSeconds };
      },
      receive(scope, event) {
        if (event.type === 'failed') return failed(scope, activityLabel, 'error', event);
        if (event.type === 'timeout') return exitBy('timeout');
        const outputs = event.type === 'done' ? outputValues(event.outputs) : {};
        scope.setOutputs(activityLabel, { failurecode: 0, failuredescription: '', status: 'success', ...outputs });
        return exitBy('default');
      },
    };
  },
};
