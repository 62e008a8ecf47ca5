import type { Prompt, Spoken, Voice } from '../../execution/command.ts';
import { numberOf, textOf } from '../../values/value.ts';
import type { ActivityScope } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

/** What is said or played, of every activity that does so. */
export function compilePrompts(source: ActivitySource): (scope: ActivityScope) => Spoken {
  const isSpoken = source.flag('toggle');
  const prompts = textsOf(source, isSpoken).map((text) => source.template(text, 'prompt'));
  if (prompts.length === 0) {
    source.warning('flow.missing-property', `it has no prompt to ${isSpoken ? 'speak' : 'play'} (FC1015), so nothing is heard: add one`);
  }
  const type: Prompt['type'] = isSpoken ? 'tts' : 'audioFile';
  const interruptible = source.flag('interruptible');
  const voiceOf = isSpoken ? compileVoice(source) : () => undefined;
  return (scope) => {
    const voice = voiceOf(scope);
    return { prompts: prompts.map((value) => ({ type, value: value.render(scope) })), interruptible, ...(voice && { voice }) };
  };
}

function textsOf(source: ActivitySource, isSpoken: boolean): string[] {
  return source
    .list(isSpoken ? 'promptsTts' : 'prompts')
    .map((prompt) => textIn((prompt as { value?: unknown } | null)?.value))
    .filter((value) => value.trim() !== '');
}

/** Of the activity, where it overrides what the system's own variables say. */
function compileVoice(source: ActivitySource): (scope: ActivityScope) => Voice | undefined {
  const overrides = source.flag('toggleLanguage');
  const named = {
    ...textMember('connector', source.text('connector')),
    ...(overrides && textMember('name', source.text('voiceLanguage'))),
    ...numberMember('speakingRate', source.text('speakingRate')),
    ...numberMember('volumeGainDb', source.text('volumeGainDb')),
  };
  return (scope) => {
    const voice: Voice = {
      ...(!overrides && textMember('name', textOf(scope.variable('Global_VoiceName') ?? null))),
      ...textMember('language', textOf(scope.variable('Global_Language') ?? null)),
      ...named,
    };
    return Object.keys(voice).length === 0 ? undefined : voice;
  };
}

function textMember(name: string, value: string): Record<string, string> {
  return value.trim() === '' ? {} : { [name]: value };
}

function numberMember(name: string, text: string): Record<string, number> {
  const number = numberOf(text);
  return number === undefined ? {} : { [name]: number };
}
