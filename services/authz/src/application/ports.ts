import type { AccessEvent } from '../domain/access-event.ts';
import type { Facts } from '../domain/decision.ts';
import type { Licence } from '../domain/licence.ts';
import type { Organization } from '../domain/organization.ts';
import type { OrganizationId } from '../domain/organization-id.ts';
import type { HeldRole, Role } from '../domain/role.ts';
import type { RoleAssignment } from '../domain/role-assignment.ts';

/** The policies: pure and synchronous, allowed only when a policy permits and none of them erred. */
export abstract class PolicyEngine {
  abstract isPermitted(facts: Facts): boolean;
}

/** The users who run the platform, over all organizations. */
export abstract class PlatformOperators {
  abstract has(userId: string): boolean;
}

export abstract class Clock {
  abstract now(): Date;
}

/** What is stored about a user in an organization; of one that does not exist, no licence and no role. */
export interface Membership {
  readonly licence: Licence;
  readonly roles: readonly Role[];
}

export abstract class MembershipReader {
  /** As committed now: a revoked role is gone with the answer to its revocation. */
  abstract membershipOf(organizationId: OrganizationId, userId: string): Promise<Membership>;
}

/** Of the last assignment of the page before; stays where it is when others come and go. */
export type RoleAssignmentPosition = Pick<RoleAssignment, 'userId' | 'role'>;

export interface RoleAssignmentPageRequest {
  readonly size: number;
  readonly after: RoleAssignmentPosition | undefined;
}

export interface RoleAssignmentPage {
  readonly items: readonly RoleAssignment[];
  /** undefined on the last page */
  readonly next: RoleAssignmentPosition | undefined;
}

export abstract class OrganizationReader {
  /** @throws OrganizationNotFound */
  abstract get(organizationId: OrganizationId): Promise<Organization>;
  /** By user, then role. @throws OrganizationNotFound */
  abstract listRoleAssignments(organizationId: OrganizationId, page: RoleAssignmentPageRequest): Promise<RoleAssignmentPage>;
}

export interface OrganizationRepository {
  /** @returns false when the organization is there already, which leaves it as it is */
  add(organization: Organization): Promise<boolean>;
  /** Others who lock the organization wait until this transaction has ended. @throws OrganizationNotFound */
  lock(organizationId: OrganizationId): Promise<Organization>;
  save(organization: Organization): Promise<void>;
}

export interface RoleAssignmentRepository {
  find(held: HeldRole): Promise<RoleAssignment | undefined>;
  add(assignment: RoleAssignment): Promise<void>;
  /** @throws RoleAssignmentNotFound */
  remove(held: HeldRole): Promise<void>;
}

export interface Transaction {
  readonly organizations: OrganizationRepository;
  readonly roleAssignments: RoleAssignmentRepository;
  readonly outbox: { append(events: readonly AccessEvent[]): Promise<void> };
}

export abstract class UnitOfWork {
  /** All that `work` writes, or nothing. `work` may run more than once. */
  abstract run<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}
