import type { ActivityKind } from '../activity.ts';
import { errand, notice } from '../platform/task.ts';
import { compilePrompts } from './prompts.ts';

export const record: ActivityKind = errand({
  command: 'record',
  failurePort: 'error',
  maxVisits: 10,
  compile(source) {
    const fields = {
      maxSeconds: source.seconds('maxRecordingTime', 30),
      silenceTimeoutSeconds: source.seconds('silenceTimeout', 4),
      terminator: source.text('terminationSymbol').trim() || '#',
      playStartTone: source.text('playStartTone').toLowerCase() !== 'false',
    };
    return () => fields;
  },
});

export const uploadAudio: ActivityKind = errand({
  command: 'upload-audio',
  failurePort: 'error',
  maxVisits: 3,
  compile(source) {
    const greetingPurpose = source.rendered('greetingPurpose');
    const data = source.expression(source.text('audioFileData') || '""', 'audioFileData');
    const agentId = source.ofVariable('agentId');
    const audioFileType = source.text('audioFileType');
    return (scope) => ({
      audioFileType,
      greetingPurpose: greetingPurpose(scope),
      audioFileData: data.evaluate(scope),
      agentId: agentId(scope),
    });
  },
});

/** The questions are the platform's own: the flow says which, and for whom. */
export const feedback: ActivityKind = errand({
  command: 'feedback',
  failurePort: 'error',
  maxVisits: 10,
  compile(source) {
    const names = ['dispatch', 'surveyMethod', 'language', 'customerId', 'email', 'phoneNumber', 'timeout'];
    const fields = names.filter((name) => source.text(name) !== '').map((name) => [name, source.chosen(name)] as const);
    const more = source.renderedEntries('customPreFills');
    return (scope) => ({
      survey: { ...more(scope), ...Object.fromEntries(fields.map(([name, textOf]) => [name, textOf(scope)])) },
    });
  },
});

export const sendDigits: ActivityKind = notice({
  command: 'send-digits',
  compile(source) {
    const digits = source.chosen('transferoutdigits');
    return (scope) => ({ digits: digits(scope) });
  },
});

export const setWhisper: ActivityKind = notice({ command: 'set-whisper', compile: compilePrompts });

export const setAnnouncement: ActivityKind = notice({
  command: 'set-announcement',
  compile(source) {
    const greeting = source.flag('toggleAgentGreeting') ? source.rendered('attributeTag') : () => null;
    const compliance = source.flag('toggleComplianceAnnouncement') ? source.rendered('audioFile') : () => null;
    return (scope) => ({ greetingPurpose: greeting(scope), complianceAudio: compliance(scope) });
  },
});
