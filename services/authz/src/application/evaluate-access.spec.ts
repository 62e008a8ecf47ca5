import { givenAssignment, givenOrganization } from '../../test/given.ts';
import { InMemoryAccessStore } from '../../test/in-memory-access-store.ts';
import type { Facts } from '../domain/decision.ts';
import { EvaluateAccess } from './evaluate-access.ts';

const organization = givenOrganization({ licence: 'FLEX2' });
const { organizationId } = organization;

describe('EvaluateAccess', () => {
  let asked: Facts[];
  let store: InMemoryAccessStore;

  const evaluate = (subject: { type: 'user' | 'service'; id: string }, about: typeof organizationId | undefined, permitted = true) => {
    const policies = { isPermitted: (facts: Facts) => asked.push(facts) > 0 && permitted };
    const operators = { has: (userId: string) => userId === 'u-operator' };
    return new EvaluateAccess(store.memberships, policies, operators).execute({ subject, action: 'flow.read', organizationId: about });
  };

  beforeEach(async () => {
    asked = [];
    store = new InMemoryAccessStore();
    await store.unitOfWork.run(async ({ organizations, roleAssignments }) => {
      await organizations.add(organization);
      await roleAssignments.add(givenAssignment({ organizationId, userId: 'u-1', role: 'flow-developer' }));
    });
  });

  it('lays the roles of the user and the licence of the organization before the policies', async () => {
    expect(await evaluate({ type: 'user', id: 'u-1' }, organizationId)).toEqual({ allowed: true, roles: ['flow-developer'] });
    expect(asked).toEqual([
      { subject: { type: 'user', roles: ['flow-developer'], platformOperator: false }, action: 'flow.read', licence: 'FLEX2' },
    ]);
  });

  it('reads them anew for each question', async () => {
    await evaluate({ type: 'user', id: 'u-1' }, organizationId);
    await store.unitOfWork.run(({ roleAssignments }) =>
      roleAssignments.remove(givenAssignment({ organizationId, role: 'flow-developer' })),
    );
    expect(await evaluate({ type: 'user', id: 'u-1' }, organizationId, false)).toEqual({
      allowed: false,
      refusal: 'not-a-member',
      roles: [],
    });
  });

  it('knows the platform operators, in any organization', async () => {
    const decision = await evaluate({ type: 'user', id: 'u-operator' }, givenOrganization().organizationId);
    expect(decision.roles).toEqual(['platform-operator']);
    expect(asked).toEqual([{ subject: { type: 'user', roles: [], platformOperator: true }, action: 'flow.read', licence: 'NONE' }]);
  });

  it('gives a service neither the roles nor the operation of the platform that a user of the same id has', async () => {
    await evaluate({ type: 'service', id: 'u-1' }, organizationId);
    await evaluate({ type: 'service', id: 'u-operator' }, organizationId);
    expect(asked.map(({ subject }) => subject)).toEqual([
      { type: 'service', id: 'u-1' },
      { type: 'service', id: 'u-operator' },
    ]);
  });

  it('calls a user no member of an organization that does not exist', async () => {
    expect(await evaluate({ type: 'user', id: 'u-1' }, givenOrganization().organizationId, false)).toEqual({
      allowed: false,
      refusal: 'not-a-member',
      roles: [],
    });
  });

  it('refuses what is about no organization by the role', async () => {
    expect(await evaluate({ type: 'user', id: 'u-1' }, undefined, false)).toEqual({
      allowed: false,
      refusal: 'role-not-allowed',
      roles: [],
    });
  });
});
