import type { Prompt } from '../../execution/command.ts';
import type { Template } from '../../template/template.ts';
import { type ActivityKind, exitBy } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { afterPlayback, untilPlayed } from './playback.ts';

const played = exitBy('default');

export const playMessage: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const { id, label: activityLabel } = source;
    const prompts = promptsOf(source);
    const interruptible = source.flag('interruptible');
    return {
      run(scope) {
        const rendered = prompts.map(({ type, value }): Prompt => ({ type, value: value.render(scope) }));
        scope.command({ type: 'play', activityLabel, prompts: rendered, interruptible });
        return scope.mustWaitForPlayback(id) ? untilPlayed : played;
      },
      receive: afterPlayback,
    };
  },
};

function promptsOf(source: ActivitySource): { type: Prompt['type']; value: Template }[] {
  const spoken = source.flag('toggle');
  const values = source
    .list(spoken ? 'promptsTts' : 'prompts')
    .map((prompt) => textIn((prompt as { value?: unknown } | null)?.value))
    .filter((value) => value.trim() !== '');
  if (values.length === 0) source.error('flow.missing-property', `it has no prompt to ${spoken ? 'speak' : 'play'} (FC1015): add one`);
  return values.map((value) => ({ type: spoken ? 'tts' : 'audioFile', value: source.template(value, 'prompt') }));
}
