import { z } from 'zod';
import { ConnectorId, ExecutionId, FlowId } from '../ids.ts';
import { retained, type Topic } from '../topic.ts';

const Routed = z.object({
  flowId: FlowId,
  versionNumber: z.number().int().positive(),
  /** Every connector of the version, whether the call got to it or not: what its deactivation would have halted. */
  connectorIds: z.array(ConnectorId),
});

/** One call that ended. No value of a variable is ever part of it. */
const RoutingOutcome = Routed.extend({
  executionId: ExecutionId,
  outcome: z.enum(['COMPLETED', 'ROUTED', 'HALTED', 'FAILED', 'UNKNOWN']),
  /** Why it was halted, failed, or is not known. */
  code: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
});

/**
 * What one executor has to say of one organization: the calls that ended since it last did, and all that run at this moment.
 * Published about once a second while there are any, at most once: a batch that could not be published is lost, and counted.
 */
export const RoutingOutcomesReported = z.object({
  /** The executor, a name for each run of the process; or one name for all of them, for the calls that wait in their database. */
  instanceId: z.string().min(1).max(200),
  /** Rises with each report of the executor on the organization; gaps are reports that were lost. */
  batch: z.number().int().positive(),
  at: z.iso.datetime(),
  outcomes: z.array(RoutingOutcome).max(500),
  /** An executor that says nothing for a while has none. */
  inProgress: z.array(Routed.extend({ calls: z.number().int().positive() })),
});
export type RoutingOutcomesReported = z.infer<typeof RoutingOutcomesReported>;

/** Key = executor and organization: the load spreads over them, and `batch` tells a report that comes again. */
export const routingOutcomes = {
  name: 'patchbay.routing.outcomes.v1',
  owner: 'flow-executor',
  partitions: 6,
  config: retained(3),
  events: { 'patchbay.RoutingOutcomesReported': RoutingOutcomesReported },
} as const satisfies Topic;
