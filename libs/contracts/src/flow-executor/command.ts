import { z } from 'zod';

/** What the voice platform is to do next, in order. */
export const Command = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('play'),
    activityLabel: z.string(),
    prompts: z.array(z.object({ type: z.enum(['tts', 'audioFile']), value: z.string() })),
    interruptible: z.boolean(),
  }),
  z.object({ type: z.literal('play-music'), activityLabel: z.string(), audio: z.string(), durationSeconds: z.number().nullable() }),
  z.object({ type: z.literal('queue'), activityLabel: z.string(), queueId: z.string(), priority: z.number().int().nullable() }),
  z.object({ type: z.literal('disconnect'), activityLabel: z.string() }),
]);
export type Command = z.infer<typeof Command>;
