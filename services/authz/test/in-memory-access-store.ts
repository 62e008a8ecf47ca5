import {
  type Membership,
  MembershipReader,
  OrganizationReader,
  type OrganizationRepository,
  type RoleAssignmentPage,
  type RoleAssignmentPageRequest,
  type RoleAssignmentPosition,
  type RoleAssignmentRepository,
  type Transaction,
  UnitOfWork,
} from '../src/application/ports.ts';
import { OrganizationNotFound, RoleAssignmentNotFound } from '../src/domain/access-errors.ts';
import type { AccessEvent } from '../src/domain/access-event.ts';
import type { Organization } from '../src/domain/organization.ts';
import type { OrganizationId } from '../src/domain/organization-id.ts';
import type { HeldRole } from '../src/domain/role.ts';
import type { RoleAssignment } from '../src/domain/role-assignment.ts';

interface State {
  organizations: ReadonlyMap<string, Organization>;
  assignments: ReadonlyMap<string, RoleAssignment>;
  events: readonly AccessEvent[];
}

const keyOf = ({ organizationId, userId, role }: HeldRole): string => JSON.stringify([organizationId, userId, role]);

/** What the Postgres adapters do, without Postgres; both pass `access-store-contract.ts`. */
export class InMemoryAccessStore {
  private state: State = { organizations: new Map(), assignments: new Map(), events: [] };
  private last: Promise<unknown> = Promise.resolve();

  readonly unitOfWork: UnitOfWork = new InMemoryUnitOfWork((work) => this.inTurn(work));
  readonly organizations: OrganizationReader = new InMemoryOrganizationReader(() => this.state);
  readonly memberships: MembershipReader = new InMemoryMembershipReader(() => this.state);

  get events(): readonly AccessEvent[] {
    return this.state.events;
  }

  /** One transaction after the other, each on a copy that becomes the state when it succeeds. */
  private inTurn<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const attempt = this.last.then(async () => {
      const organizations = new Map(this.state.organizations);
      const assignments = new Map(this.state.assignments);
      const events = [...this.state.events];
      const result = await work({
        organizations: organizationsIn(organizations),
        roleAssignments: assignmentsIn(assignments),
        outbox: { append: async (appended) => void events.push(...appended) },
      });
      this.state = { organizations, assignments, events };
      return result;
    });
    this.last = attempt.catch(() => undefined);
    return attempt;
  }
}

class InMemoryUnitOfWork extends UnitOfWork {
  constructor(override readonly run: UnitOfWork['run']) {
    super();
  }
}

class InMemoryOrganizationReader extends OrganizationReader {
  constructor(private readonly state: () => State) {
    super();
  }

  override async get(organizationId: OrganizationId): Promise<Organization> {
    const organization = this.state().organizations.get(organizationId);
    if (!organization) throw new OrganizationNotFound();
    return organization;
  }

  override async listRoleAssignments(
    organizationId: OrganizationId,
    { size, after }: RoleAssignmentPageRequest,
  ): Promise<RoleAssignmentPage> {
    await this.get(organizationId);
    const inOrganization = [...this.state().assignments.values()].filter((assignment) => assignment.organizationId === organizationId);
    const order = ({ userId, role }: RoleAssignmentPosition) => `${userId}\0${role}`;
    const sorted = inOrganization.toSorted((one, other) => (order(one) < order(other) ? -1 : 1));
    const ahead = sorted.filter((one) => after === undefined || order(one) > order(after));
    const items = ahead.slice(0, size);
    return { items, next: ahead.length > size ? items.at(-1) : undefined };
  }
}

class InMemoryMembershipReader extends MembershipReader {
  constructor(private readonly state: () => State) {
    super();
  }

  override async membershipOf(organizationId: OrganizationId, userId: string): Promise<Membership> {
    const held = [...this.state().assignments.values()].filter((one) => one.organizationId === organizationId && one.userId === userId);
    const licence = this.state().organizations.get(organizationId)?.licence ?? 'NONE';
    return { licence, roles: held.map(({ role }) => role) };
  }
}

function organizationsIn(organizations: Map<string, Organization>): OrganizationRepository {
  return {
    add: async (organization) => {
      if (organizations.has(organization.organizationId)) return false;
      organizations.set(organization.organizationId, organization);
      return true;
    },
    lock: async (organizationId) => {
      const organization = organizations.get(organizationId);
      if (!organization) throw new OrganizationNotFound();
      return organization;
    },
    save: async (organization) => void organizations.set(organization.organizationId, organization),
  };
}

function assignmentsIn(assignments: Map<string, RoleAssignment>): RoleAssignmentRepository {
  return {
    find: async (held) => assignments.get(keyOf(held)),
    add: async (assignment) => void assignments.set(keyOf(assignment), assignment),
    remove: async (held) => {
      if (!assignments.delete(keyOf(held))) throw new RoleAssignmentNotFound();
    },
  };
}
