import { aReference, given, nth, someConnector } from '../../test/given.ts';
import { flowId } from './ids.ts';
import { connectorStates } from './lifecycle.ts';
import { impactOf, requireReferable } from './reference.ts';
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

describe('impactOf', () => {
  it('counts each flow once whose live version is among the references', () => {
    const references = [
      aReference({ versionNumber: 1, labels: ['Test'] }),
      aReference({ versionNumber: 2, labels: ['Live'] }),
      aReference({ flowId: flowId(nth(2)), labels: ['Live', 'Latest'], hasFallback: false }),
      aReference({ flowId: flowId(nth(3)), labels: ['Dev'], hasFallback: false }),
    ];
    expect(impactOf(given(), references)).toMatchObject({ references, impactedFlows: 2, withoutFallback: 1 });
  });

  it('is nothing without references', () => {
    expect(impactOf(given(), [])).toMatchObject({ references: [], impactedFlows: 0, withoutFallback: 0 });
  });
});
