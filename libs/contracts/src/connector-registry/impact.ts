import { z } from 'zod';
import { TimeZone } from '../time-zone.ts';
import { HaltBound } from './halts.ts';
import { ConnectorSummary, Reference } from './http.ts';

/** What happens now and is to be expected. Not covered by the ETag of the preview: it changes all the time. */
const LiveImpact = z.object({
  at: z.iso.datetime(),
  timeZone: z.string(),
  callsInProgress: z.number().int().nonnegative(),
  /** Calls that ended in the last full minute, to the last ten seconds. */
  callsPerMinute: z.number().int().nonnegative(),
  /** Calls that began in the last seven days, by hour of day in `timeZone`. */
  profile: z
    .array(
      z.object({
        hour: z.number().int().min(0).max(23),
        calls: z.number().int().nonnegative(),
        /** For one such hour. */
        average: z.number().nonnegative(),
      }),
    )
    .length(24),
  /** The hour with the fewest expected calls among the next 24. */
  quietestWindow: z.object({ from: z.iso.datetime(), to: z.iso.datetime(), expectedCalls: z.number().nonnegative() }),
  /** Access tokens of the connector that are valid; null while the token broker does not say. */
  outstandingTokens: z.number().int().nonnegative().nullable(),
  haltBound: HaltBound,
});

/** What a deletion or deactivation would hit. Its ETag covers everything but `live`; DELETE takes it in `If-Match`. */
export const ImpactPreview = z.object({
  connector: ConnectorSummary,
  /** References of all labels: how many there are, and the first of them; the others are at `.../references`. */
  referenceCount: z.number().int().nonnegative(),
  references: z.array(Reference),
  /** Flows whose `Live` version is among the references. */
  impactedFlows: z.number().int().nonnegative(),
  withoutFallback: z.number().int().nonnegative(),
  live: LiveImpact,
});
export type ImpactPreview = z.infer<typeof ImpactPreview>;

export const ImpactQuery = z.strictObject({
  /** Default: that of the organization. */
  timeZone: TimeZone.optional(),
});
