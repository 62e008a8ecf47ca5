import { givenAssignment, givenOrganization, onePage } from '../../test/given.ts';
import { InMemoryAccessStore } from '../../test/in-memory-access-store.ts';
import { OrganizationNotFound, RoleAssignmentNotFound } from '../domain/access-errors.ts';
import { RevokeRole } from './revoke-role.ts';

const organization = givenOrganization();
const { organizationId } = organization;
const assignment = givenAssignment({ organizationId });

describe('RevokeRole', () => {
  let store: InMemoryAccessStore;
  const revoke = (given = assignment) => new RevokeRole(store.unitOfWork).execute(given, 'u-operator');

  beforeEach(async () => {
    store = new InMemoryAccessStore();
    await store.unitOfWork.run(async ({ organizations, roleAssignments }) => {
      await organizations.add(organization);
      await roleAssignments.add(assignment);
    });
  });

  it('takes the role away and says so', async () => {
    await revoke();
    expect((await store.organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([]);
    expect(store.events).toEqual([{ type: 'RoleRevoked', organizationId, userId: 'u-1', role: 'full-admin', actor: 'u-operator' }]);
  });

  it('refuses a role that the user does not have, and says nothing', async () => {
    await expect(revoke({ ...assignment, role: 'flow-developer' })).rejects.toBeInstanceOf(RoleAssignmentNotFound);
    expect(store.events).toEqual([]);
  });

  it('refuses an organization that does not exist', async () => {
    await expect(revoke({ ...assignment, organizationId: givenOrganization().organizationId })).rejects.toBeInstanceOf(
      OrganizationNotFound,
    );
  });
});
