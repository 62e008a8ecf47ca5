import { graceInForce } from '@patchbay/halt-protocol';
import type { Connector, HaltMode } from './connector.ts';
import { StaleVersion } from './connector-errors.ts';
import type { ConnectorEvent } from './connector-event.ts';
import { consentOf } from './consent.ts';
import { requireValidationAtResource } from './custom-settings.ts';
import type { OperationId } from './ids.ts';
import { next, type Transition } from './lifecycle.ts';

/** Who acts, and when. */
export interface Act {
  actor: string;
  at: Date;
}

type NewConnector = Pick<
  Connector,
  'connectorId' | 'organizationId' | 'kind' | 'name' | 'description' | 'accessLevel' | 'custom' | 'staleGraceMs'
> & {
  authorized: boolean;
};

/** @throws ConsentMissing, ValidationUrlElsewhere */
export function create({ authorized, ...wanted }: NewConnector, act: Act): ConnectorEvent {
  if (wanted.custom) requireValidationAtResource(wanted.custom);
  const connector: Connector = {
    ...wanted,
    state: 'ACTIVE',
    version: 1,
    haltMode: null,
    graceInForceMs: wanted.staleGraceMs,
    consent: consentOf(authorized, wanted.accessLevel, act),
    createdAt: act.at,
    updatedAt: act.at,
  };
  return { type: 'ConnectorCreated', connector, actor: act.actor };
}

/** @throws IllegalTransition */
export function deactivate(
  connector: Connector,
  { mode, reason, operationId }: { mode: HaltMode; reason: string; operationId: OperationId },
  act: Act,
): Extract<ConnectorEvent, { type: 'ConnectorDeactivated' }> {
  return {
    type: 'ConnectorDeactivated',
    connector: moved({ ...connector, state: next(connector.state, 'deactivate'), haltMode: mode }, act),
    actor: act.actor,
    haltMode: mode,
    reason,
    operationId,
  };
}

/** @throws IllegalTransition */
export function activate(connector: Connector, act: Act): ConnectorEvent {
  return {
    type: 'ConnectorActivated',
    connector: moved({ ...connector, state: next(connector.state, 'activate'), haltMode: null }, act),
    actor: act.actor,
  };
}

/** @throws IllegalTransition */
export function startDeletion(connector: Connector, operationId: OperationId, act: Act): ConnectorEvent {
  return deletion('ConnectorDeleting', 'delete', connector, operationId, act);
}

/** @throws IllegalTransition */
export function completeDeletion(connector: Connector, operationId: OperationId, act: Act): ConnectorEvent {
  return deletion('ConnectorDeleted', 'completeDeletion', connector, operationId, act);
}

/** Back to where the deletion began. @throws IllegalTransition */
export function cancelDeletion(connector: Connector, operationId: OperationId, act: Act): ConnectorEvent {
  return deletion('ConnectorDeletionCancelled', 'cancelDeletion', connector, operationId, act);
}

function deletion(
  type: 'ConnectorDeleting' | 'ConnectorDeleted' | 'ConnectorDeletionCancelled',
  transition: Transition,
  connector: Connector,
  operationId: OperationId,
  act: Act,
): ConnectorEvent {
  return { type, connector: moved({ ...connector, state: next(connector.state, transition) }, act), actor: act.actor, operationId };
}

/** One version on, now. */
export function moved(connector: Connector, { at }: Act): Connector {
  const { version, graceInForceMs, staleGraceMs } = connector;
  return { ...connector, version: version + 1, graceInForceMs: graceInForce(graceInForceMs, staleGraceMs), updatedAt: at };
}

/** @throws StaleVersion when the caller had another version before his eyes; undefined means that he did not say */
export function requireVersion(connector: Connector, expected: number | undefined): void {
  if (expected !== undefined && expected !== connector.version) throw new StaleVersion(expected, connector.version);
}
