import { givenOrganization } from '../../test/given.ts';
import { InMemoryAccessStore } from '../../test/in-memory-access-store.ts';
import { OrganizationNotFound } from '../domain/access-errors.ts';
import { ChangeLicence } from './change-licence.ts';

const organization = givenOrganization({ licence: 'FLEX2' });
const { organizationId } = organization;

describe('ChangeLicence', () => {
  let store: InMemoryAccessStore;
  const change = (licence: 'FLEX2' | 'FLEX3', id = organizationId) =>
    new ChangeLicence(store.unitOfWork).execute({ organizationId: id, licence, actor: 'u-operator' });

  beforeEach(async () => {
    store = new InMemoryAccessStore();
    await store.unitOfWork.run(({ organizations }) => organizations.add(organization));
  });

  it('changes the licence alone, and says from what to what', async () => {
    expect(await change('FLEX3')).toEqual({ ...organization, licence: 'FLEX3' });
    expect(await store.organizations.get(organizationId)).toEqual({ ...organization, licence: 'FLEX3' });
    expect(store.events).toEqual([
      { type: 'OrganizationLicenceChanged', organizationId, licence: 'FLEX3', previous: 'FLEX2', actor: 'u-operator' },
    ]);
  });

  it('says nothing of the licence that the organization has', async () => {
    expect(await change('FLEX2')).toEqual(organization);
    expect(store.events).toEqual([]);
  });

  it('refuses an organization that does not exist', async () => {
    await expect(change('FLEX3', givenOrganization().organizationId)).rejects.toBeInstanceOf(OrganizationNotFound);
  });
});
