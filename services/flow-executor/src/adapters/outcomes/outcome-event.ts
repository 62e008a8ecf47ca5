import { type OutgoingEvent, type RoutingOutcomesReported, routingOutcomes } from '@patchbay/contracts';
import type { z } from 'zod';
import type { RoutedCall } from '../../application/routing-outcomes.ts';
import type { Outcome } from '../../domain/execution/outcome.ts';
import type { Running } from './calls-in-progress.ts';

export interface EndedCall {
  call: RoutedCall;
  outcome: Outcome;
  durationMs: number;
  endedAt: Date;
}

interface Report {
  id: string;
  instanceId: string;
  batch: number;
  organizationId: string;
  at: Date;
  inProgress: readonly Running[];
}

export function outcomeEvent(
  ended: readonly EndedCall[],
  { id, instanceId, batch, organizationId, at, inProgress }: Report,
): OutgoingEvent {
  const data: z.input<typeof RoutingOutcomesReported> = {
    instanceId,
    batch,
    at: at.toISOString(),
    outcomes: ended.map(outcomeOf),
    inProgress: inProgress.map(({ connectorIds, ...running }) => ({ ...running, connectorIds: [...connectorIds] })),
  };
  const key = `${instanceId}/${organizationId}`;
  const envelope = {
    id,
    source: 'flow-executor',
    type: 'patchbay.RoutingOutcomesReported',
    subject: key,
    time: data.at,
    organizationId: organizationId as OutgoingEvent['envelope']['organizationId'],
    data,
  };
  return { topic: routingOutcomes.name, key, envelope };
}

function outcomeOf({ call, outcome, durationMs, endedAt }: EndedCall): z.input<typeof RoutingOutcomesReported>['outcomes'][number] {
  const { executionId, flowId, versionNumber, connectorIds, startedAt } = call;
  return {
    executionId,
    flowId,
    versionNumber,
    connectorIds: [...connectorIds],
    outcome: outcome.type,
    code: 'code' in outcome ? outcome.code : null,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    durationMs,
  };
}
