import type { Connector } from '../../src/domain/connector.ts';
import { connectorId } from '../../src/domain/ids.ts';
import { deactivate } from '../../src/domain/transitions.ts';
import { nth, organization, otherOrganization } from '../given.ts';
import { act, every, named, type RegistryUnderTest } from './registry-under-test.ts';

export function describeLists(registry: RegistryUnderTest): void {
  describe('lists', () => {
    beforeEach(() => registry.insert(named(3), named(1), named(2, { state: 'INACTIVE' }), named(4, { state: 'DELETED' })));

    const numbersOf = (connectors: readonly Connector[]) => connectors.map(({ name }) => Number(name.slice(4)));

    it('are in the order of creation, without those that are deleted', async () => {
      const { items, next } = await registry.reader.listConnectors(organization, undefined, every);
      expect(numbersOf(items)).toEqual([1, 2, 3]);
      expect(next).toBeUndefined();
    });

    it.each([
      ['ACTIVE', [1, 3]],
      ['INACTIVE', [2]],
      ['DELETED', [4]],
      ['DELETING', []],
    ] as const)('show those that are %s when asked', async (state, numbers) => {
      expect(numbersOf((await registry.reader.listConnectors(organization, state, every)).items)).toEqual(numbers);
    });

    it('go on after the last of the page before, and end without another page', async () => {
      const first = await registry.reader.listConnectors(organization, undefined, { size: 2, after: undefined });
      const second = await registry.reader.listConnectors(organization, undefined, { size: 1, after: first.next });
      expect([numbersOf(first.items), numbersOf(second.items), second.next]).toEqual([[1, 2], [3], undefined]);
    });

    it('have every organization in a snapshot, page by page', async () => {
      await registry.insert(named(5, { organizationId: otherOrganization }));
      const first = await registry.reader.readSnapshot({ size: 3, after: undefined });
      const second = await registry.reader.readSnapshot({ size: 3, after: first.next });
      expect([numbersOf(first.items), numbersOf(second.items)]).toEqual([[1, 2, 3], [5]]);
    });

    it('name in a snapshot the position of the last change that it shows', async () => {
      const before = await registry.reader.readSnapshot(every);
      await registry.run(async ({ connectors, record }) => {
        const connector = await connectors.getLocked(organization, connectorId(nth(1)));
        const event = deactivate(connector, { mode: 'abort', reason: 'x' }, act);
        await connectors.save(event.connector);
        record(event);
      });
      const after = await registry.reader.readSnapshot(every);
      expect([before.registryEpoch, after.registryEpoch, after.upToSeq - before.upToSeq]).toEqual([1, 1, 1]);
    });
  });
}
