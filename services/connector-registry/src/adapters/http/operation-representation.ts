import type { HaltReceipt, Operation } from '@patchbay/contracts';
import type { z } from 'zod';
import type { LiveHalt } from '../../application/halts/follow-halts.ts';
import type { OperationView } from '../../application/ports.ts';
import { isCancellable } from '../../domain/deletion.ts';
import { type OperationStep, participantOf } from '../../domain/operation.ts';

type Wire = z.input<typeof Operation>;

/** @param live of a halt that is not decided */
export function operationOf(view: OperationView, live: LiveHalt | undefined): Wire {
  const { operation, remainingReferences, outstandingFlows } = view;
  const { operationId, kind, organizationId, connectorId, connectorVersion, state, dependentFlows, requestedBy, cancelledBy } = operation;
  return {
    operationId,
    kind,
    organizationId,
    connectorId,
    connectorVersion,
    state,
    steps: operation.steps.map((step) => stepOf(step, live)),
    progress: { done: Math.max(0, dependentFlows - outstandingFlows), total: dependentFlows },
    remainingReferences,
    cancellable: isCancellable(operation),
    halt: haltOf(operation),
    receipt: receiptOf(view, live),
    report: reportOf(operation),
    requestedBy,
    cancelledBy,
    createdAt: operation.createdAt.toISOString(),
    finishedAt: textOf(operation.finishedAt),
  };
}

export function receiptOf({ operation, stops }: OperationView, live: LiveHalt | undefined): z.input<typeof HaltReceipt> | null {
  const receipt = operation.receipt ?? live?.receipt;
  if (receipt === undefined) return null;
  const holders = receipt.holders.map((holder) => {
    const { gateClosedAt, aborted, draining } = stops.find(({ instanceId }) => instanceId === holder.instanceId) ?? nothingStopped;
    return { ...holder, gateClosedAt: textOf(gateClosedAt), aborted, draining };
  });
  return {
    ...receipt,
    boundMs: receipt.boundMs ?? null,
    holders,
    acked: holders.filter(({ outcome }) => outcome === 'acked').length,
    total: holders.length,
    guaranteedBy: operation.receipt === null ? textOf(live?.guaranteedBy ?? null) : null,
  };
}

const nothingStopped = { gateClosedAt: null, aborted: 0, draining: 0 };

export const operationPath = (organizationId: string, operationId: string): string =>
  `/v1/organizations/${organizationId}/operations/${operationId}`;

function stepOf({ name, state, startedAt, finishedAt, waitingFor }: OperationStep, live: LiveHalt | undefined): Wire['steps'][number] {
  const participant = participantOf(name);
  const isHalting = name === 'halt' && state === 'RUNNING' && live !== undefined;
  return {
    name,
    state,
    startedAt: textOf(startedAt),
    finishedAt: textOf(finishedAt),
    participant,
    waitingFor: isHalting ? participant : waitingFor,
  };
}

function haltOf(operation: OperationView['operation']): Wire['halt'] {
  if (operation.kind !== 'halt') return null;
  const { haltMode, reason, createdAt, steps } = operation;
  const published = steps.find(({ name }) => name === 'publish-event')?.finishedAt ?? null;
  return { mode: haltMode, reason, committedAt: createdAt.toISOString(), eventPublishedAt: textOf(published) };
}

function reportOf({ createdAt, finishedAt, dependentFlows }: OperationView['operation']): Wire['report'] {
  return finishedAt && { durationMs: finishedAt.getTime() - createdAt.getTime(), dependentFlows };
}

const textOf = (date: Date | null): string | null => date?.toISOString() ?? null;
