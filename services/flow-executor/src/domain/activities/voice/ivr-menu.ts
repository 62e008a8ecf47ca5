import type { PlatformEvent } from '../../execution/platform-event.ts';
import { type ActivityKind, type ActivityScope, exitBy, failedBy, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { compilePrompts } from './prompts.ts';

interface Option {
  digit: string;
  label: string;
}

export const ivrMenu: ActivityKind = {
  maxVisits: 100,
  exits: (properties) => optionsIn(properties).map(({ digit }) => digit),
  compile(source) {
    const { label: activityLabel } = source;
    const promptsOf = compilePrompts(source);
    const options = optionsIn(source.properties);
    if (options.length === 0) source.error('flow.missing-property', 'the menu offers no digit (FC1015): add one');
    const entryTimeoutSeconds = source.seconds('entryTimeout', 3);
    const wait: Step = { kind: 'wait', expects: ['digits', 'timeout', 'invalid', 'failed'], timeoutSeconds: entryTimeoutSeconds };
    return {
      run(scope) {
        scope.command({ type: 'menu', activityLabel, ...promptsOf(scope), options, entryTimeoutSeconds });
        return wait;
      },
      receive: (scope, event) => chosen(scope, { activityLabel, options }, event),
    };
  },
};

function chosen(scope: ActivityScope, menu: { activityLabel: string; options: readonly Option[] }, event: PlatformEvent): Step {
  if (event.type === 'failed') return failedBy(event, 'error');
  if (event.type === 'timeout') return exitBy('timeout');
  const entered = event.type === 'digits' ? event.digits : '';
  scope.setOutputs(menu.activityLabel, { optionentered: entered });
  return exitBy(menu.options.some(({ digit }) => digit === entered) ? entered : 'invalid');
}

/** As it is stored, or as it is written by hand. */
function optionsIn(properties: ActivitySource['properties']): Option[] {
  const digits = listIn(properties.menuLinks).map(textIn);
  if (digits.length > 0) {
    const labels = listIn(properties['menuLinks:input'] ?? properties.menuLinks_input);
    return digits.map((digit, index) => ({ digit, label: textIn(labels[index]) }));
  }
  const written = listIn(properties.menuOptions) as ({ digit?: unknown; label?: unknown } | null)[];
  return written.map((option) => ({ digit: textIn(option?.digit), label: textIn(option?.label) })).filter(({ digit }) => digit !== '');
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
