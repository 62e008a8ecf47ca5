import { FixedClock } from '@patchbay/testing';
import { givenOrganization, noon } from '../../test/given.ts';
import { InMemoryAccessStore } from '../../test/in-memory-access-store.ts';
import { PutOrganization } from './put-organization.ts';

const { organizationId, name } = givenOrganization();
const command = { organizationId, name, licence: 'FLEX3', timeZone: 'UTC', actor: 'u-operator' } as const;

describe('PutOrganization', () => {
  let store: InMemoryAccessStore;
  let clock: FixedClock;
  const put = (change: { name?: string; licence?: 'FLEX2'; timeZone?: string } = {}) =>
    new PutOrganization(store.unitOfWork, clock).execute({ ...command, ...change });

  beforeEach(() => {
    store = new InMemoryAccessStore();
    clock = new FixedClock(noon);
  });

  it('creates an organization and says which licence it got', async () => {
    expect(await put()).toEqual({
      organization: { organizationId, name, licence: 'FLEX3', timeZone: 'UTC', createdAt: noon },
      created: true,
    });
    expect(store.events).toEqual([
      { type: 'OrganizationLicenceChanged', organizationId, licence: 'FLEX3', previous: null, actor: 'u-operator' },
    ]);
  });

  it('replaces name and licence, and keeps when it was created', async () => {
    await put();
    clock.advance(60_000);
    expect(await put({ name: 'New', licence: 'FLEX2', timeZone: 'Europe/Berlin' })).toEqual({
      organization: { organizationId, name: 'New', licence: 'FLEX2', timeZone: 'Europe/Berlin', createdAt: noon },
      created: false,
    });
    expect(store.events.slice(1)).toEqual([
      { type: 'OrganizationLicenceChanged', organizationId, licence: 'FLEX2', previous: 'FLEX3', actor: 'u-operator' },
    ]);
    expect(await store.organizations.get(organizationId)).toMatchObject({ name: 'New', licence: 'FLEX2' });
  });

  it('says nothing of a new name alone, nor of a repetition', async () => {
    await put();
    await put({ name: 'New' });
    await put({ name: 'New' });
    expect(store.events).toHaveLength(1);
  });
});
