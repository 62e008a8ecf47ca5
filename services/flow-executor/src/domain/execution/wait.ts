import type { PlatformEventType } from './platform-event.ts';

/** What a suspended execution waits for. */
export interface Wait {
  readonly activityId: string;
  readonly activityLabel: string;
  /** Types of event that go on from here. */
  readonly expects: readonly PlatformEventType[];
  /** After which the platform posts `timeout`; null where the activity has no limit of its own. */
  readonly timeoutSeconds: number | null;
}
