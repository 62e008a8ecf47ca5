import { type ActivityKind, exitBy } from '../activity.ts';
import { afterPlayback, untilPlayed } from './playback.ts';
import { compilePrompts } from './prompts.ts';

const played = exitBy('default');

export const playMessage: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const { id, label: activityLabel } = source;
    const promptsOf = compilePrompts(source);
    return {
      run(scope) {
        const spoken = promptsOf(scope);
        if (spoken.prompts.length === 0) return played;
        scope.command({ type: 'play', activityLabel, ...spoken });
        return scope.mustWaitForPlayback(id) ? untilPlayed : played;
      },
      receive: afterPlayback,
    };
  },
};
