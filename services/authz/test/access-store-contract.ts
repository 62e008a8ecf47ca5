import type { MembershipReader, OrganizationReader, UnitOfWork } from '../src/application/ports.ts';
import { OrganizationNotFound, RoleAssignmentNotFound } from '../src/domain/access-errors.ts';
import { roleAssigned } from '../src/domain/role-assignment.ts';
import { givenAssignment, givenOrganization, onePage } from './given.ts';

export interface AccessStore {
  unitOfWork: UnitOfWork;
  organizations: OrganizationReader;
  memberships: MembershipReader;
  /** What the outbox holds for the organization, oldest first. */
  eventsOf(organizationId: string): Promise<{ type: string }[]>;
}

/** What use cases rely on, of whatever stores for them. */
export function describeAccessStore(name: string, store: () => AccessStore): void {
  describe(name, () => {
    const stored = async (given: Parameters<typeof givenOrganization>[0] = {}) => {
      const organization = givenOrganization(given);
      await store().unitOfWork.run(({ organizations }) => organizations.add(organization));
      return organization;
    };
    const assigned = async (given: Parameters<typeof givenAssignment>[0]) => {
      const assignment = givenAssignment(given);
      await store().unitOfWork.run(({ roleAssignments }) => roleAssignments.add(assignment));
      return assignment;
    };

    describeOrganizations(store, stored);
    describeRoleAssignments(store, stored, assigned);
    describeMemberships(store, stored, assigned);
    describeTransactions(store, stored);
  });
}

type Stored = (given?: Parameters<typeof givenOrganization>[0]) => Promise<ReturnType<typeof givenOrganization>>;
type Assigned = (given: Parameters<typeof givenAssignment>[0]) => Promise<ReturnType<typeof givenAssignment>>;

function describeOrganizations(store: () => AccessStore, stored: Stored): void {
  describe('organizations', () => {
    it('are read as they were added', async () => {
      const organization = await stored({ name: 'Überall & Söhne' });
      expect(await store().organizations.get(organization.organizationId)).toEqual(organization);
    });

    it('are not there before they are added', async () => {
      const { organizationId } = givenOrganization();
      await expect(store().organizations.get(organizationId)).rejects.toBeInstanceOf(OrganizationNotFound);
      await expect(store().organizations.listRoleAssignments(organizationId, onePage)).rejects.toBeInstanceOf(OrganizationNotFound);
      await expect(store().unitOfWork.run(({ organizations }) => organizations.lock(organizationId))).rejects.toBeInstanceOf(
        OrganizationNotFound,
      );
    });

    it('are added once, by one of those who try together', async () => {
      const organization = givenOrganization();
      const attempts = ['one', 'two', 'three'].map((given) =>
        store().unitOfWork.run(({ organizations }) => organizations.add({ ...organization, name: given })),
      );
      expect((await Promise.all(attempts)).toSorted()).toEqual([false, false, true]);
    });

    it('are replaced in name and licence, not in the time of their creation', async () => {
      const organization = await stored();
      await store().unitOfWork.run(({ organizations }) => organizations.save({ ...organization, name: 'New', licence: 'NONE' }));
      expect(await store().organizations.get(organization.organizationId)).toEqual({ ...organization, name: 'New', licence: 'NONE' });
    });

    it('let those who lock them write one after the other', async () => {
      const { organizationId } = await stored({ name: '' });
      const append = (letter: string) =>
        store().unitOfWork.run(async ({ organizations }) => {
          const organization = await organizations.lock(organizationId);
          await organizations.save({ ...organization, name: organization.name + letter });
        });
      await Promise.all(['a', 'b', 'c', 'd'].map(append));
      expect([...(await store().organizations.get(organizationId)).name].toSorted()).toEqual(['a', 'b', 'c', 'd']);
    });
  });
}

function describeRoleAssignments(store: () => AccessStore, stored: Stored, assigned: Assigned): void {
  describe('role assignments', () => {
    it('are listed by user, then role, of one organization only', async () => {
      const { organizationId } = await stored();
      const other = await stored();
      const last = await assigned({ organizationId, userId: 'u-b' });
      const second = await assigned({ organizationId, userId: 'u-Z', role: 'full-admin' });
      const first = await assigned({ organizationId, userId: 'u-Z', role: 'flow-developer' });
      await assigned({ organizationId: other.organizationId });
      expect((await store().organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([first, second, last]);
    });

    it('are listed behind the last of the page before, whatever came and went between', async () => {
      const { organizationId } = await stored();
      const [b, c, e] = [
        await assigned({ organizationId, userId: 'u-b' }),
        await assigned({ organizationId, userId: 'u-c' }),
        await assigned({ organizationId, userId: 'u-e' }),
      ];
      const { organizations } = store();
      const first = await organizations.listRoleAssignments(organizationId, { size: 2, after: undefined });
      await assigned({ organizationId, userId: 'u-a' });
      await store().unitOfWork.run(({ roleAssignments }) => roleAssignments.remove(c));
      const sameUser = await assigned({ organizationId, userId: 'u-c', role: 'partner-full-admin' });
      expect(first.items).toEqual([b, c]);
      expect(await organizations.listRoleAssignments(organizationId, { size: 2, after: first.next })).toEqual({
        items: [sameUser, e],
        next: undefined,
      });
    });

    it('are found by organization, user and role', async () => {
      const { organizationId } = await stored();
      const assignment = await assigned({ organizationId, userId: "o'brien@example.org" });
      const find = (given: Parameters<Assigned>[0]) =>
        store().unitOfWork.run(({ roleAssignments }) => roleAssignments.find(givenAssignment(given)));
      expect(await find({ organizationId, userId: "o'brien@example.org" })).toEqual(assignment);
      expect(await find({ organizationId, userId: "o'brien@example.org", role: 'flow-developer' })).toBeUndefined();
      expect(await find({ organizationId })).toBeUndefined();
    });

    it('are removed one at a time', async () => {
      const { organizationId } = await stored();
      const removed = await assigned({ organizationId });
      const kept = await assigned({ organizationId, role: 'flow-developer' });
      await store().unitOfWork.run(({ roleAssignments }) => roleAssignments.remove(removed));
      expect((await store().organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([kept]);
    });

    it('cannot be removed when they are not there', async () => {
      const { organizationId } = await stored();
      const removal = store().unitOfWork.run(({ roleAssignments }) => roleAssignments.remove(givenAssignment({ organizationId })));
      await expect(removal).rejects.toBeInstanceOf(RoleAssignmentNotFound);
    });
  });
}

function describeMemberships(store: () => AccessStore, stored: Stored, assigned: Assigned): void {
  describe('memberships', () => {
    it('tell the licence and the roles of one user in one organization', async () => {
      const { organizationId } = await stored({ licence: 'FLEX2' });
      const other = await stored();
      for (const role of ['full-admin', 'flow-developer'] as const) await assigned({ organizationId, role });
      await assigned({ organizationId, userId: 'u-2', role: 'read-only-admin' });
      await assigned({ organizationId: other.organizationId, role: 'partner-full-admin' });
      const { licence, roles } = await store().memberships.membershipOf(organizationId, 'u-1');
      expect({ licence, roles: roles.toSorted() }).toEqual({ licence: 'FLEX2', roles: ['flow-developer', 'full-admin'] });
    });

    it('tell the licence to a user without a role', async () => {
      const { organizationId } = await stored();
      expect(await store().memberships.membershipOf(organizationId, 'u-1')).toEqual({ licence: 'FLEX3', roles: [] });
    });

    it('of an unknown organization are empty and without a licence', async () => {
      expect(await store().memberships.membershipOf(givenOrganization().organizationId, 'u-1')).toEqual({ licence: 'NONE', roles: [] });
    });
  });
}

function describeTransactions(store: () => AccessStore, stored: Stored): void {
  describe('a transaction', () => {
    it('leaves rows and events together', async () => {
      const { organizationId } = await stored();
      const assignment = givenAssignment({ organizationId });
      await store().unitOfWork.run(async ({ roleAssignments, outbox }) => {
        await roleAssignments.add(assignment);
        await outbox.append([roleAssigned(assignment)]);
        await outbox.append([]);
      });
      expect((await store().organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([assignment]);
      expect((await store().eventsOf(organizationId)).map(({ type }) => type)).toEqual(['RoleAssigned']);
    });

    it('leaves neither when it fails', async () => {
      const { organizationId } = await stored();
      const assignment = givenAssignment({ organizationId });
      const failed = store().unitOfWork.run(async ({ roleAssignments, outbox }) => {
        await roleAssignments.add(assignment);
        await outbox.append([roleAssigned(assignment)]);
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect((await store().organizations.listRoleAssignments(organizationId, onePage)).items).toEqual([]);
      expect(await store().eventsOf(organizationId)).toEqual([]);
    });
  });
}
