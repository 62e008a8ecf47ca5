import { given, organization, otherOrganization, someConnector } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { ConnectorNotFound, IllegalTransition, StaleVersion } from '../domain/connector-errors.ts';
import { ActivateConnector } from './activate-connector.ts';
import { ChangeConnector } from './change-connector.ts';
import { DeactivateConnector } from './deactivate-connector.ts';
import { UpdateConnector } from './update-connector.ts';

describe('changing a connector', () => {
  const command = { organizationId: organization, connectorId: someConnector, expectedVersion: undefined, actor: 'bob' };
  const halt = { mode: 'drain', reason: 'credential leaked' } as const;

  function open() {
    const parts = openUseCases();
    const change = new ChangeConnector(parts.unitOfWork, parts.clock);
    return {
      ...parts,
      updateConnector: new UpdateConnector(change),
      deactivateConnector: new DeactivateConnector(parts.unitOfWork, parts.identifiers, parts.clock),
      activateConnector: new ActivateConnector(change),
    };
  }

  it('stores what the transition makes of it, and records its event', async () => {
    const { insert, stored, deactivateConnector, activateConnector, updateConnector, eventTypes } = open();
    await insert(given());
    await deactivateConnector.execute({ ...command, ...halt });
    await updateConnector.execute({ ...command, changes: { name: 'ERP', authorized: false } });
    const connector = await activateConnector.execute(command);
    expect(connector).toMatchObject({ name: 'ERP', state: 'ACTIVE', version: 4 });
    expect(await stored()).toEqual(connector);
    expect(eventTypes()).toEqual(['ConnectorDeactivated', 'ConnectorUpdated', 'ConnectorActivated']);
  });

  it('makes of a deactivation an operation that can be followed', async () => {
    const { insert, deactivateConnector, registry } = open();
    await insert(given());
    const { connector, operationId } = await deactivateConnector.execute({ ...command, ...halt });
    expect(connector).toMatchObject({ state: 'INACTIVE', version: 2 });
    expect(registry.events).toMatchObject([{ operationId, haltMode: 'drain' }]);
    expect(await registry.reader.getOperation(organization, operationId)).toMatchObject({
      operation: {
        kind: 'halt',
        connectorVersion: 2,
        haltMode: 'drain',
        reason: 'credential leaked',
        requestedBy: 'bob',
        state: 'RUNNING',
      },
    });
  });

  it('makes no version and no event of an update that changes nothing', async () => {
    const { insert, stored, updateConnector, eventTypes } = open();
    const inactive = given({ state: 'INACTIVE', version: 2 });
    await insert(inactive);
    expect(await updateConnector.execute({ ...command, changes: { name: 'CRM', authorized: false } })).toEqual(inactive);
    expect(await stored()).toEqual(inactive);
    expect(eventTypes()).toEqual([]);
  });

  it('refuses who has seen another version, before anything else', async () => {
    const { insert, activateConnector, eventTypes } = open();
    await insert(given({ version: 10 }));
    await expect(activateConnector.execute({ ...command, expectedVersion: 9 })).rejects.toThrow(StaleVersion);
    expect(eventTypes()).toEqual([]);
  });

  it('refuses what the state does not allow', async () => {
    const { insert, activateConnector } = open();
    await insert(given());
    await expect(activateConnector.execute({ ...command, expectedVersion: 1 })).rejects.toThrow(IllegalTransition);
  });

  it('does not find the connector of another organization', async () => {
    const { insert, deactivateConnector } = open();
    await insert(given({ organizationId: otherOrganization }));
    await expect(deactivateConnector.execute({ ...command, ...halt })).rejects.toThrow(ConnectorNotFound);
  });
});
