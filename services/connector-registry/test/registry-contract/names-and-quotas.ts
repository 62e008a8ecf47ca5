import { NameTaken } from '../../src/domain/connector-errors.ts';
import { connectorId } from '../../src/domain/ids.ts';
import { update } from '../../src/domain/update.ts';
import { given, nth, organization, otherOrganization } from '../given.ts';
import { act, every, named, type RegistryUnderTest } from './registry-under-test.ts';

export function describeNames(registry: RegistryUnderTest): void {
  describe('names', () => {
    it('refuse a name that differs by case only', async () => {
      await registry.insert(given({ name: 'Straße' }));
      await expect(registry.insert(named(2, { name: 'STRAßE' }))).rejects.toThrow(NameTaken);
    });

    it('refuse to be renamed to a name that is taken', async () => {
      const inactive = named(2, { state: 'INACTIVE' });
      await registry.insert(given(), inactive);
      const renamed = update(inactive, { name: 'crm', authorized: false }, act)?.connector ?? inactive;
      await expect(registry.run(({ connectors }) => connectors.save(renamed))).rejects.toThrow(NameTaken);
    });

    it('allow the same name to another organization, and after a deletion', async () => {
      await registry.insert(
        given({ state: 'DELETED' }),
        named(2, { name: 'CRM', organizationId: otherOrganization }),
        named(3, { name: 'CRM' }),
      );
      expect((await registry.stored(connectorId(nth(3)))).name).toBe('CRM');
    });
  });
}

export function describeQuotas(registry: RegistryUnderTest): void {
  describe('quotas', () => {
    it('are counted without those that are deleted and those of others', async () => {
      await registry.insert(
        named(1),
        named(2, { state: 'INACTIVE' }),
        named(3, { state: 'DELETED' }),
        named(4, { organizationId: otherOrganization }),
      );
      expect(await registry.run(({ connectors }) => connectors.countForCreation(organization))).toBe(2);
    });

    it('are made one after the other where they are counted, so that none exceeds a quota', async () => {
      const createWithinQuota = (n: number) =>
        registry.run(async ({ connectors }) => {
          if ((await connectors.countForCreation(organization)) >= 2) throw new Error('quota');
          await connectors.insert(named(n));
        });
      await Promise.allSettled([1, 2, 3, 4, 5].map(createWithinQuota));
      expect((await registry.reader.readSnapshot(every)).items).toHaveLength(2);
    });
  });
}
