import { type ActivityKind, exitBy } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';

const maxSeconds = 72 * 3_600;
const over = exitBy('default');

/** Nothing is to be done meanwhile: the platform tells when the time is over. */
export const waitActivity: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const timeoutSeconds = durationOf(source);
    return {
      run: () => ({ kind: 'wait', expects: ['timeout'], timeoutSeconds }),
      receive: () => over,
    };
  },
};

function durationOf(source: ActivitySource): number {
  const text = source.required('duration').trim();
  const parts = text.split(':').map(Number);
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
  if (text === '' || (parts.length <= 3 && Number.isFinite(seconds) && seconds >= 0 && seconds <= maxSeconds)) return seconds;
  source.error('flow.limit', 'the duration has to be written HH:MM:SS, at most 72:00:00');
  return 0;
}
