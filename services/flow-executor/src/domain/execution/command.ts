/** What the voice platform is to do next, in order. */
export type Command =
  | { type: 'play'; activityLabel: string; prompts: Prompt[]; interruptible: boolean }
  | { type: 'play-music'; activityLabel: string; audio: string; durationSeconds: number | null }
  | { type: 'queue'; activityLabel: string; queueId: string; priority: number | null }
  | { type: 'disconnect'; activityLabel: string };

export interface Prompt {
  type: 'tts' | 'audioFile';
  value: string;
}
