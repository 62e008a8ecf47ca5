import type { Stores } from '../../src/application/ports.ts';
import { ConnectorNotFound } from '../../src/domain/connector-errors.ts';
import { connectorId, flowId } from '../../src/domain/ids.ts';
import { aReference, given, nth, organization, otherOrganization, someConnector, someFlow } from '../given.ts';
import { named, type RegistryUnderTest } from './registry-under-test.ts';

export function describeReferences(registry: RegistryUnderTest): void {
  describe('references', () => {
    beforeEach(() => registry.insert(given(), named(2), named(3)));

    const replace = (...references: Parameters<Stores['references']['replaceOfFlow']>[2]) =>
      registry.run((stores) => stores.references.replaceOfFlow(organization, someFlow, references));
    const second = connectorId(nth(2));

    it('are read as they were written, by connector and by flow', async () => {
      const references = [
        aReference({ labels: [] }),
        aReference({ versionNumber: 10 }),
        aReference({ versionNumber: 9, connectorId: second }),
      ];
      await replace(...references);
      expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([references[0], references[1]]);
      expect(await registry.reader.listReferencesOfFlow(organization, someFlow)).toEqual([references[0], references[2], references[1]]);
      expect(await registry.run((stores) => stores.references.listOfConnector(organization, second))).toEqual([references[2]]);
    });

    it('are replaced as a whole, which tells the connectors that are let go of', async () => {
      await replace(aReference(), aReference({ versionNumber: 2 }), aReference({ connectorId: second }));
      expect(await replace(aReference({ connectorId: second }), aReference({ connectorId: connectorId(nth(3)) }))).toEqual([someConnector]);
      expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([]);
    });

    it('of other flows stay', async () => {
      const other = aReference({ flowId: flowId(nth(0xf2)) });
      await registry.run((stores) => stores.references.replaceOfFlow(organization, other.flowId, [other]));
      await replace(aReference());
      await replace();
      expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([other]);
    });

    it('are those of one of two replacements at once, never of both', async () => {
      await Promise.all([replace(aReference({ flowName: 'one' })), replace(aReference({ flowName: 'other' }))]);
      expect(await registry.run((stores) => stores.references.countOfConnector(organization, someConnector))).toBe(1);
    });

    it('of a connector that is not there are an error', async () => {
      await expect(registry.reader.listReferencesOfConnector(otherOrganization, someConnector)).rejects.toThrow(ConnectorNotFound);
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
