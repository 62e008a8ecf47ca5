import type {
  Connector,
  ConnectorSnapshot,
  ConnectorSummary,
  ConsentHistory,
  HeldConnector,
  ListedConnector,
  Reference,
} from '@patchbay/contracts';
import { haltBoundMs, type LeaseTerms } from '@patchbay/halt-protocol';
import type { z } from 'zod';
import type * as directory from '../../application/connector-directory.ts';
import type { SnapshotPage } from '../../application/ports.ts';
import * as domain from '../../domain/connector.ts';
import type * as consents from '../../domain/consent.ts';
import { allowedActions } from '../../domain/lifecycle.ts';
import type * as references from '../../domain/reference.ts';
import { pageTokenOf } from './page-token.ts';

/** What goes out, before a reader brands its ids. */
type Wire<Schema extends z.ZodType> = z.input<Schema>;

const summaryOf: (connector: domain.Connector) => Wire<typeof ConnectorSummary> = domain.summaryOf;

export function listedOf(connector: directory.ListedConnector): Wire<typeof ListedConnector> {
  return { ...connector, createdAt: connector.createdAt.toISOString(), updatedAt: connector.updatedAt.toISOString() };
}

export function connectorOf(connector: domain.Connector, terms: LeaseTerms): Wire<typeof Connector> {
  const { organizationId, description, state, consent, staleGraceMs, graceInForceMs, createdAt, updatedAt } = connector;
  return {
    ...summaryOf(connector),
    ...domain.ofKind(connector),
    organizationId,
    description,
    scopes: [...domain.scopesOf(connector)],
    consent: consentOf(consent),
    allowedActions: allowedActions(state),
    staleGraceMs,
    haltBound: { ms: haltBoundMs(terms, graceInForceMs) },
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export function consentOf({ userId, accessLevel, textVersion, at }: consents.Consent): Wire<typeof ConsentHistory>['items'][number] {
  return { userId, accessLevel, textVersion, at: at.toISOString() };
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

/** In the snapshot and in grants, as pushes and the state topic have it. */
export function heldOf(connector: domain.Connector): Wire<typeof HeldConnector> {
  const { organizationId, haltMode, staleGraceMs } = connector;
  return { ...summaryOf(connector), ...domain.ofKind(connector), organizationId, haltMode, staleGraceMs };
}

export function snapshotOf({ registryEpoch, upToSeq, items, next }: SnapshotPage): Wire<typeof ConnectorSnapshot> {
  return {
    registryEpoch,
    upToSeq,
    items: items.map(heldOf),
    ...pageTokenOf(next),
  };
}
