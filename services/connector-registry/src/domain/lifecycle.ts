import { IllegalTransition } from './connector-errors.ts';

export const connectorStates = ['ACTIVE', 'INACTIVE', 'DELETING', 'DELETED'] as const;
export type ConnectorState = (typeof connectorStates)[number];

/** What a person may ask for. */
export const connectorActions = ['update', 'deactivate', 'activate', 'delete'] as const;
type ConnectorAction = (typeof connectorActions)[number];

export type Transition = ConnectorAction | 'completeDeletion' | 'cancelDeletion';

const lifecycle: Record<ConnectorState, Partial<Record<Transition, ConnectorState>>> = {
  ACTIVE: { deactivate: 'INACTIVE' },
  INACTIVE: { update: 'INACTIVE', activate: 'ACTIVE', delete: 'DELETING' },
  DELETING: { completeDeletion: 'DELETED', cancelDeletion: 'INACTIVE' },
  DELETED: {},
};

export function allowedActions(state: ConnectorState): ConnectorAction[] {
  return connectorActions.filter((action) => lifecycle[state][action] !== undefined);
}

/** @throws IllegalTransition */
export function next(state: ConnectorState, transition: Transition): ConnectorState {
  const to = lifecycle[state][transition];
  if (to === undefined) throw new IllegalTransition(state, transition, allowedActions(state));
  return to;
}
