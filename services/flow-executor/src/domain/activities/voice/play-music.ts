import { type ActivityKind, exitBy } from '../activity.ts';
import { afterPlayback, untilPlayed } from './playback.ts';

const played = exitBy('default');

export const playMusic: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const { id, label: activityLabel } = source;
    const isDynamic = source.text('audioRadioGroup') === 'dynamicAudio';
    const property = isDynamic ? 'promptDynamic' : 'prompt';
    const text = source.required(property);
    const audio = isDynamic ? source.expression(text || '""', property) : source.template(text, property);
    const durationSeconds = source.integer('duration', { fallback: 0, min: 0, max: 86_400 }) || null;
    return {
      run(scope) {
        scope.command({ type: 'play-music', activityLabel, audio: audio.render(scope), durationSeconds });
        return scope.mustWaitForPlayback(id) ? untilPlayed : played;
      },
      receive: afterPlayback,
    };
  },
};
