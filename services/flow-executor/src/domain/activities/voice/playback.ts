import type { PlatformEvent } from '../../execution/platform-event.ts';
import { type ActivityScope, exitBy, failedBy, type Step } from '../activity.ts';

/** How long a message takes is for the platform to say. */
export const untilPlayed: Step = { kind: 'wait', expects: ['playback-finished', 'failed'], timeoutSeconds: null };

const played = exitBy('default');

export function afterPlayback(_scope: ActivityScope, event: PlatformEvent): Step {
  return event.type === 'failed' ? failedBy(event, 'error') : played;
}
