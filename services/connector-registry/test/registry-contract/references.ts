import type { Stores } from '../../src/application/ports.ts';
import { ConnectorNotFound } from '../../src/domain/connector-errors.ts';
import { connectorId, flowId } from '../../src/domain/ids.ts';
import { aReference, given, nth, onePage, organization, otherOrganization, someConnector, someFlow } from '../given.ts';
import { named, type RegistryUnderTest } from './registry-under-test.ts';

export function describeReferences(registry: RegistryUnderTest): void {
  describe('references', () => {
    beforeEach(() => registry.insert(given(), named(2), named(3)));

    const replace = (...references: Parameters<Stores['references']['replaceOfFlow']>[2]) =>
      registry.run((stores) => stores.references.replaceOfFlow(organization, someFlow, references));
    const second = connectorId(nth(2));
    const ofConnector = async () => (await registry.reader.listReferencesOfConnector(organization, someConnector, onePage)).items;
    const ofFlow = async () => (await registry.reader.listReferencesOfFlow(organization, someFlow, onePage)).items;

    it('are read as they were written, by connector and by flow', async () => {
      const references = [
        aReference({ labels: [] }),
        aReference({ versionNumber: 10 }),
        aReference({ versionNumber: 9, connectorId: second }),
      ];
      await replace(...references);
      expect(await ofConnector()).toEqual([references[0], references[1]]);
      expect(await ofFlow()).toEqual([references[0], references[2], references[1]]);
      expect(await registry.run((stores) => stores.references.listOfConnector(organization, second))).toEqual([references[2]]);
    });

    it('are replaced as a whole, which tells the connectors that are let go of', async () => {
      await replace(aReference(), aReference({ versionNumber: 2 }), aReference({ connectorId: second }));
      expect(await replace(aReference({ connectorId: second }), aReference({ connectorId: connectorId(nth(3)) }))).toEqual([someConnector]);
      expect(await ofConnector()).toEqual([]);
    });

    it('of other flows stay', async () => {
      const other = aReference({ flowId: flowId(nth(0xf2)) });
      await registry.run((stores) => stores.references.replaceOfFlow(organization, other.flowId, [other]));
      await replace(aReference());
      await replace();
      expect(await ofConnector()).toEqual([other]);
    });

    it('are those of one of two replacements at once, never of both', async () => {
      await Promise.all([replace(aReference({ flowName: 'one' })), replace(aReference({ flowName: 'other' }))]);
      expect(await registry.run((stores) => stores.references.countOfConnector(organization, someConnector))).toBe(1);
    });

    it('of a connector that is not there are an error', async () => {
      await expect(registry.reader.listReferencesOfConnector(otherOrganization, someConnector, onePage)).rejects.toThrow(ConnectorNotFound);
    });

    it('make the impact, together with the connector', async () => {
      await replace(aReference({ hasFallback: false }));
      expect(await registry.reader.getImpact(organization, someConnector)).toMatchObject({
        connector: { connectorId: someConnector, version: 1 },
        referenceCount: 1,
        references: [aReference({ hasFallback: false })],
        impactedFlows: 1,
        withoutFallback: 1,
      });
    });
  });
}

export function describeReferencePages(registry: RegistryUnderTest): void {
  describe('pages of references', () => {
    const second = connectorId(nth(2));
    const replace = (...references: Parameters<Stores['references']['replaceOfFlow']>[2]) =>
      registry.run((stores) => stores.references.replaceOfFlow(organization, someFlow, references));

    beforeEach(() => registry.insert(given(), named(2)));

    it('go on behind the last reference of the page before, whatever came and went between', async () => {
      const ofOther = (versionNumber: number) => aReference({ flowId: flowId(nth(0xf2)), versionNumber });
      await replace(
        aReference({ versionNumber: 2 }),
        aReference({ versionNumber: 9, connectorId: second }),
        aReference({ versionNumber: 10 }),
      );
      await registry.run((stores) => stores.references.replaceOfFlow(organization, ofOther(1).flowId, [ofOther(1)]));
      const { reader } = registry;
      const first = await reader.listReferencesOfConnector(organization, someConnector, { size: 2, after: undefined });
      const firstOfFlow = await reader.listReferencesOfFlow(organization, someFlow, { size: 2, after: undefined });
      expect(first.items).toEqual([aReference({ versionNumber: 2 }), aReference({ versionNumber: 10 })]);
      expect(firstOfFlow.items.map(({ versionNumber }) => versionNumber)).toEqual([2, 9]);
      await replace(
        aReference({ versionNumber: 1 }),
        aReference({ versionNumber: 11 }),
        aReference({ versionNumber: 11, connectorId: second }),
      );
      const behind = { size: 2, after: first.next };
      expect(await reader.listReferencesOfConnector(organization, someConnector, behind)).toEqual({
        items: [aReference({ versionNumber: 11 }), ofOther(1)],
        next: undefined,
      });
      expect((await reader.listReferencesOfFlow(organization, someFlow, { size: 1, after: firstOfFlow.next })).items).toEqual([
        aReference({ versionNumber: 11, connectorId: second }),
      ]);
    });
  });
}
