import type { Connector } from '../../src/domain/connector.ts';
import { connectorId } from '../../src/domain/ids.ts';
import { deactivate } from '../../src/domain/transitions.ts';
import { nth, organization, otherOrganization } from '../given.ts';
import { act, every, named, operation, type RegistryUnderTest } from './registry-under-test.ts';

export function describeSnapshots(registry: RegistryUnderTest): void {
  describe('snapshots', () => {
    beforeEach(() => registry.insert(named(3), named(1), named(2, { state: 'INACTIVE' }), named(4, { state: 'DELETED' })));

    const numbersOf = (connectors: readonly Connector[]) => connectors.map(({ name }) => Number(name.slice(4)));

    it('have what is not deleted of every organization, in the order of creation, page by page', async () => {
      await registry.insert(named(5, { organizationId: otherOrganization }));
      const first = await registry.reader.readSnapshot({ size: 3, after: undefined });
      const second = await registry.reader.readSnapshot({ size: 3, after: first.next });
      expect([numbersOf(first.items), numbersOf(second.items)]).toEqual([[1, 2, 3], [5]]);
    });

    it('name the position of the last change that it shows', async () => {
      const before = await registry.reader.readSnapshot(every);
      await registry.run(async ({ connectors, record }) => {
        const connector = await connectors.getLocked(organization, connectorId(nth(1)));
        const event = deactivate(connector, { mode: 'abort', reason: 'x', operationId: operation }, act);
        await connectors.save(event.connector);
        record(event);
      });
      const after = await registry.reader.readSnapshot(every);
      expect([before.registryEpoch, after.registryEpoch, after.upToSeq - before.upToSeq]).toEqual([1, 1, 1]);
    });
  });
}
