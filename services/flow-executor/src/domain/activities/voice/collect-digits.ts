import type { PlatformEvent } from '../../execution/platform-event.ts';
import { type ActivityKind, type ActivityScope, exitBy, failedBy, type Step } from '../activity.ts';
import { compilePrompts } from './prompts.ts';

interface Limits {
  minDigits: number;
  maxDigits: number;
  terminator: string;
}

export const collectDigits: ActivityKind = {
  maxVisits: 100,
  exits: () => ['default'],
  compile(source) {
    const { label: activityLabel } = source;
    const promptsOf = compilePrompts(source);
    const minDigits = source.integer('minDigits', { fallback: 1, min: 0, max: 64 });
    const maxDigits = source.integer('maxDigits', { fallback: 10, min: 1, max: 64 });
    if (maxDigits < minDigits) source.error('flow.limit', 'the most digits that are taken are fewer than the least: correct one of them');
    const limits = { minDigits, maxDigits, terminator: source.text('terminatorSymbol').trim() };
    const entryTimeoutSeconds = source.seconds('entryTimeout', 3);
    const timing = { entryTimeoutSeconds, interDigitTimeoutSeconds: source.seconds('interDigitTimeout', 3) };
    const wait: Step = { kind: 'wait', expects: ['digits', 'timeout', 'invalid', 'failed'], timeoutSeconds: entryTimeoutSeconds };
    return {
      run(scope) {
        scope.command({ type: 'collect-digits', activityLabel, ...promptsOf(scope), ...limits, ...timing });
        return wait;
      },
      receive: (scope, event) => collected(scope, activityLabel, limits, event),
    };
  },
};

function collected(scope: ActivityScope, label: string, { minDigits, maxDigits, terminator }: Limits, event: PlatformEvent): Step {
  if (event.type === 'failed') {
    scope.setOutputs(label, { digitsentered: '', failurecode: event.code, failuredescription: event.description ?? '' });
    return failedBy(event, 'error');
  }
  const entered = event.type === 'digits' ? withoutTerminator(event.digits, terminator) : '';
  scope.setOutputs(label, { digitsentered: entered, failurecode: '', failuredescription: '' });
  if (event.type === 'timeout') return exitBy('timeout');
  const isComplete = event.type === 'digits' && entered.length >= minDigits && entered.length <= maxDigits && /^[0-9A-D]*$/.test(entered);
  return exitBy(isComplete ? 'default' : 'invalid');
}

function withoutTerminator(digits: string, terminator: string): string {
  return terminator !== '' && digits.endsWith(terminator) ? digits.slice(0, -terminator.length) : digits;
}
