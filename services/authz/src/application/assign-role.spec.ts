import { FixedClock } from '@patchbay/testing';
import { givenOrganization, noon, onePage } from '../../test/given.ts';
import { InMemoryAccessStore } from '../../test/in-memory-access-store.ts';
import { OrganizationNotFound } from '../domain/access-errors.ts';
import { AssignRole } from './assign-role.ts';

const organization = givenOrganization();
const { organizationId } = organization;
const held = { organizationId, userId: 'u-1', role: 'full-admin' } as const;
const assignment = { ...held, assignedAt: noon, assignedBy: 'u-operator' };
const event = { ...held, type: 'RoleAssigned', actor: 'u-operator' };

describe('AssignRole', () => {
  let store: InMemoryAccessStore;
  let clock: FixedClock;
  const assign = (actor = 'u-operator', given: Parameters<AssignRole['execute']>[0] = held) =>
    new AssignRole(store.unitOfWork, clock).execute(given, actor);

  beforeEach(async () => {
    store = new InMemoryAccessStore();
    clock = new FixedClock(noon);
    await store.unitOfWork.run(({ organizations }) => organizations.add(organization));
  });

  it('stores who has which role, since when and by whom, and says so', async () => {
    expect(await assign()).toEqual({ assignment, created: true });
    expect((await store.organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([assignment]);
    expect(store.events).toEqual([event]);
  });

  it('leaves an assignment as it is when it is repeated, and says nothing', async () => {
    await assign();
    clock.advance(60_000);
    expect(await assign('u-other-operator')).toEqual({ assignment, created: false });
    expect(store.events).toEqual([event]);
  });

  it('assigns once when it is asked many times together', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => assign()));
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(store.events).toEqual([event]);
  });

  it('gives a user a second role beside the first', async () => {
    await assign();
    await assign('u-operator', { ...held, role: 'flow-developer' });
    expect((await store.organizations.listRoleAssignments(organizationId, onePage)).items.map(({ role }) => role)).toEqual([
      'flow-developer',
      'full-admin',
    ]);
  });

  it('refuses an organization that does not exist', async () => {
    const elsewhere = { ...held, organizationId: givenOrganization().organizationId };
    await expect(assign('u-operator', elsewhere)).rejects.toBeInstanceOf(OrganizationNotFound);
    expect(store.events).toEqual([]);
  });
});
