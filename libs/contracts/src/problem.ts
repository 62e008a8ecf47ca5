import { z } from 'zod';

/** RFC 9457 problem details, as every service answers an error. Other members depend on the code. */
export const Problem = z.looseObject({
  type: z.string().default('about:blank'),
  title: z.string(),
  status: z.number().int(),
  /** What is wrong and what to do about it. */
  detail: z.string(),
  /** Stable; listed in the README of the service that owns it. */
  code: z.string(),
  requestId: z.string().optional(),
  /** Offending fields of a request that does not validate. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
