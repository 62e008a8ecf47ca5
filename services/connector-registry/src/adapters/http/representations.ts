import type { Connector, ConnectorSnapshot, ConnectorSummary, ImpactPreview, Operation, Reference } from '@patchbay/contracts';
import type { z } from 'zod';
import type { OperationView, SnapshotPage } from '../../application/ports.ts';
import * as domain from '../../domain/connector.ts';
import { allowedActions } from '../../domain/lifecycle.ts';
import type * as references from '../../domain/reference.ts';
import { pageTokenOf } from './page-token.ts';

/** What goes out, before a reader brands its ids. */
type Wire<Schema extends z.ZodType> = z.input<Schema>;

export const summaryOf: (connector: domain.Connector) => Wire<typeof ConnectorSummary> = domain.summaryOf;

export function connectorOf(connector: domain.Connector): Wire<typeof Connector> {
  const { organizationId, description, accessLevel, state, consent, createdAt, updatedAt } = connector;
  return {
    ...summaryOf(connector),
    organizationId,
    description,
    scopes: [...domain.scopesOf(accessLevel)],
    consent: { ...consent, at: consent.at.toISOString() },
    allowedActions: allowedActions(state),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function referenceOf(reference: references.Reference): Wire<typeof Reference> {
  const { connectorId, flowId, flowName, owner, versionNumber, labels, hasFallback, activities } = reference;
  return {
    connectorId,
    flowId,
    flowName,
    owner,
    versionNumber,
    labels: [...labels],
    hasFallback,
    activities: activities.map(({ activityId, activityLabel, method }) => ({ activityId, activityLabel, method })),
  };
}

export function impactPreviewOf({ connector, references, impactedFlows, withoutFallback }: references.Impact): Wire<typeof ImpactPreview> {
  return { connector, references: references.map(referenceOf), impactedFlows, withoutFallback };
}

export function operationOf({ deletion, remainingReferences }: OperationView): Wire<typeof Operation> {
  const { operationId, organizationId, connectorId, state, steps, requestedBy, createdAt, finishedAt } = deletion;
  return {
    operationId,
    kind: 'deletion',
    organizationId,
    connectorId,
    state,
    steps: steps.map((step) => ({ ...step, startedAt: textOf(step.startedAt), finishedAt: textOf(step.finishedAt) })),
    remainingReferences,
    requestedBy,
    createdAt: createdAt.toISOString(),
    finishedAt: textOf(finishedAt),
  };
}

export function snapshotOf({ registryEpoch, upToSeq, items, next }: SnapshotPage): Wire<typeof ConnectorSnapshot> {
  return {
    registryEpoch,
    upToSeq,
    items: items.map((connector) => ({ ...summaryOf(connector), organizationId: connector.organizationId, haltMode: connector.haltMode })),
    ...pageTokenOf(next),
  };
}

const textOf = (date: Date | null): string | null => (date === null ? null : date.toISOString());
