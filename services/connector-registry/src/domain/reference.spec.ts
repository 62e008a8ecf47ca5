import { given, someConnector } from '../../test/given.ts';
import { connectorStates } from './lifecycle.ts';
import { requireReferable } from './reference.ts';
import { ConnectorChanged, ConnectorNotAvailable } from './reference-errors.ts';

describe('requireReferable', () => {
  const use = { connectorId: someConnector, connectorVersion: 3 };

  it.each(connectorStates.filter((state) => state === 'ACTIVE' || state === 'INACTIVE'))('accepts a connector that is %s', (state) => {
    expect(() => requireReferable(use, given({ state, version: 3 }))).not.toThrow();
  });

  it.each(['DELETING', 'DELETED'] as const)('refuses one that is %s, and names it', (state) => {
    expect(() => requireReferable(use, given({ state, version: 3 }))).toThrow(new ConnectorNotAvailable(someConnector));
  });

  it('refuses one that the organization does not have', () => {
    expect(() => requireReferable(use, undefined)).toThrow(ConnectorNotAvailable);
  });

  it('refuses one that has changed since the flow was validated', () => {
    expect(() => requireReferable(use, given({ version: 4 }))).toThrow(new ConnectorChanged(use, 4));
  });
});
