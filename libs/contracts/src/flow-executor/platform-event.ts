import { z } from 'zod';

/** What the voice platform tells a waiting execution. */
export const PlatformEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('digits'), digits: z.string().regex(/^[0-9*#]{1,64}$/) }),
  z.strictObject({ type: z.literal('timeout') }),
  z.strictObject({ type: z.literal('invalid') }),
  z.strictObject({ type: z.literal('playback-finished') }),
  z.strictObject({ type: z.literal('hang-up') }),
]);
export type PlatformEvent = z.infer<typeof PlatformEvent>;
