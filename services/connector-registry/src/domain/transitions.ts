import { type Connector, consentTextVersion, isRaised } from './connector.ts';
import { ConsentMissing, StaleVersion } from './connector-errors.ts';
import type { ConnectorEvent } from './connector-event.ts';
import type { OperationId } from './ids.ts';
import { next, type Transition } from './lifecycle.ts';

/** Who acts, and when. */
export interface Act {
  actor: string;
  at: Date;
}

type NewConnector = Pick<Connector, 'connectorId' | 'organizationId' | 'kind' | 'name' | 'description' | 'accessLevel'> & {
  authorized: boolean;
};

const editableFields = ['name', 'description', 'accessLevel'] as const;
export type ConnectorChanges = { [Field in (typeof editableFields)[number]]?: Connector[Field] | undefined } & { authorized: boolean };

/** @throws ConsentMissing */
export function create({ authorized, ...wanted }: NewConnector, { actor, at }: Act): ConnectorEvent {
  if (!authorized) throw new ConsentMissing();
  const connector: Connector = {
    ...wanted,
    state: 'ACTIVE',
    version: 1,
    haltMode: null,
    consent: { userId: actor, accessLevel: wanted.accessLevel, textVersion: consentTextVersion, at },
    createdAt: at,
    updatedAt: at,
  };
  return { type: 'ConnectorCreated', connector, actor };
}

/**
 * @returns undefined when nothing would change: then there is no new version either
 * @throws IllegalTransition, ConsentMissing
 */
export function update(connector: Connector, wanted: ConnectorChanges, act: Act): ConnectorEvent | undefined {
  const state = next(connector.state, 'update');
  const { name = connector.name, description = connector.description, accessLevel = connector.accessLevel } = wanted;
  const changed = { ...connector, name, description, accessLevel };
  const changedFields = editableFields.filter((field) => changed[field] !== connector[field]);
  if (changedFields.length === 0) return undefined;
  const raised = isRaised(connector.accessLevel, accessLevel);
  if (raised && !wanted.authorized) throw new ConsentMissing();
  const consent = raised ? { userId: act.actor, accessLevel, textVersion: consentTextVersion, at: act.at } : connector.consent;
  return { type: 'ConnectorUpdated', connector: moved({ ...changed, state, consent }, act), actor: act.actor, changedFields };
}

/** @throws IllegalTransition */
export function deactivate(connector: Connector, { mode, reason }: { mode: 'abort' | 'drain'; reason: string }, act: Act): ConnectorEvent {
  return {
    type: 'ConnectorDeactivated',
    connector: moved({ ...connector, state: next(connector.state, 'deactivate'), haltMode: mode }, act),
    actor: act.actor,
    haltMode: mode,
    reason,
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

function deletion(
  type: 'ConnectorDeleting' | 'ConnectorDeleted',
  transition: Transition,
  connector: Connector,
  operationId: OperationId,
  act: Act,
): ConnectorEvent {
  return { type, connector: moved({ ...connector, state: next(connector.state, transition) }, act), actor: act.actor, operationId };
}

function moved(connector: Connector, { at }: Act): Connector {
  return { ...connector, version: connector.version + 1, updatedAt: at };
}

/** @throws StaleVersion when the caller had another version before his eyes; undefined means that he did not say */
export function requireVersion(connector: Connector, expected: number | undefined): void {
  if (expected !== undefined && expected !== connector.version) throw new StaleVersion(expected, connector.version);
}
