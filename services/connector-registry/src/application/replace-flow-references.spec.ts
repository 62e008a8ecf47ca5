import { aReference, given, nth, onePage, organization, otherOrganization, someConnector, someFlow } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import type { Connector } from '../domain/connector.ts';
import { connectorId } from '../domain/ids.ts';
import { ConnectorChanged, ConnectorNotAvailable } from '../domain/reference-errors.ts';
import { ReplaceFlowReferences } from './replace-flow-references.ts';

describe('ReplaceFlowReferences', () => {
  async function open(...connectors: Connector[]) {
    const parts = openUseCases();
    for (const connector of connectors) await parts.insert(connector);
    const useCase = new ReplaceFlowReferences(parts.unitOfWork, parts.wakeups);
    const replace = (...uses: { connectorId: Connector['connectorId']; connectorVersion: number; versionNumber?: number }[]) =>
      useCase.execute({
        organizationId: organization,
        flowId: someFlow,
        uses: uses.map((use) => {
          const { flowId: _, ...reference } = aReference();
          return { ...reference, ...use };
        }),
      });
    const ofFlow = async () => (await parts.registry.reader.listReferencesOfFlow(organization, someFlow, onePage)).items;
    return { replace, ofFlow };
  }

  const current = { connectorId: someConnector, connectorVersion: 4 };

  it('registers every version of the flow', async () => {
    const { replace, ofFlow } = await open(given({ version: 4 }));
    const registered = await replace(current, { ...current, versionNumber: 2 });
    expect(registered).toEqual([aReference(), aReference({ versionNumber: 2 })]);
    expect(await ofFlow()).toEqual(registered);
  });

  it.each([
    ['is being deleted', given({ state: 'DELETING', version: 4 })],
    ['is deleted', given({ state: 'DELETED', version: 4 })],
    ['is of another organization', given({ organizationId: otherOrganization, version: 4 })],
    ['is unknown', given({ connectorId: connectorId(nth(9)), name: 'other' })],
  ])('refuses a connector that %s, and keeps what was registered', async (_, connector) => {
    const live = given({ connectorId: connectorId(nth(2)), name: 'live' });
    const { replace, ofFlow } = await open(live, connector);
    await replace({ connectorId: live.connectorId, connectorVersion: 1 });
    await expect(replace(current)).rejects.toThrow(new ConnectorNotAvailable(someConnector));
    expect(await ofFlow()).toEqual([aReference({ connectorId: live.connectorId })]);
  });

  it('refuses when one of the uses is of another version of its connector', async () => {
    const { replace } = await open(given({ version: 4 }));
    await expect(replace(current, { ...current, connectorVersion: 3, versionNumber: 2 })).rejects.toThrow(ConnectorChanged);
  });

  it('releases the flow when it has no uses any more', async () => {
    const { replace, ofFlow } = await open(given({ version: 4 }));
    await replace(current);
    expect(await replace()).toEqual([]);
    expect(await ofFlow()).toEqual([]);
  });
});
