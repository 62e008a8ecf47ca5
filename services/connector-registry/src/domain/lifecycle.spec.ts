import { IllegalTransition } from './connector-errors.ts';
import { allowedActions, type ConnectorState, connectorActions, connectorStates, next, type Transition } from './lifecycle.ts';

const transitions: Transition[] = [...connectorActions, 'completeDeletion'];

/** Design: everything that is not in this table is refused. */
const legal: Partial<Record<`${ConnectorState} ${Transition}`, ConnectorState>> = {
  'ACTIVE deactivate': 'INACTIVE',
  'INACTIVE update': 'INACTIVE',
  'INACTIVE activate': 'ACTIVE',
  'INACTIVE delete': 'DELETING',
  'DELETING completeDeletion': 'DELETED',
};

describe('next', () => {
  const cases = connectorStates.flatMap((state) =>
    transitions.map((transition) => ({ state, transition, to: legal[`${state} ${transition}`] })),
  );

  it.each(cases.filter(({ to }) => to !== undefined))('$transition leads from $state to $to', ({ state, transition, to }) => {
    expect(next(state, transition)).toBe(to);
  });

  it.each(cases.filter(({ to }) => to === undefined))('refuses to $transition what is $state', ({ state, transition }) => {
    expect(() => next(state, transition)).toThrow(IllegalTransition);
  });

  it('says what is allowed instead', () => {
    const refused = new IllegalTransition('ACTIVE', 'delete', allowedActions('ACTIVE'));
    expect(() => next('ACTIVE', 'delete')).toThrow(refused);
    expect(refused).toMatchObject({ code: 'connector.illegal-transition', details: { state: 'ACTIVE', allowedActions: ['deactivate'] } });
  });
});

describe('allowedActions', () => {
  it.each([
    ['ACTIVE', ['deactivate']],
    ['INACTIVE', ['update', 'activate', 'delete']],
    ['DELETING', []],
    ['DELETED', []],
  ] as const)('of a connector that is %s are %j', (state, actions) => {
    expect(allowedActions(state)).toEqual(actions);
  });
});
