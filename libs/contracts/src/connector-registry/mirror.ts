import { z } from 'zod';

/** Connectors by the last byte of their id. */
export const mirrorBuckets = 256;

/**
 * What a process that mirrors the state of every connector holds: for each bucket the XOR, over its connectors that are not deleted, of the
 * first 8 bytes (in hex, 16 zeros for none) of the SHA-256 of `<connectorId> <version> <state>`.
 */
export const ReportDigestsRequest = z.strictObject({
  instanceId: z.string().min(1).max(200),
  digests: z.array(z.string().regex(/^[0-9a-f]{16}$/)).length(mirrorBuckets),
});
export type ReportDigestsRequest = z.infer<typeof ReportDigestsRequest>;
