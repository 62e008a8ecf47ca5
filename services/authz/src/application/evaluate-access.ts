import { Injectable } from '@nestjs/common';
import { type Decision, decide, type Facts, rolesOf } from '../domain/decision.ts';
import { licenceOfUnknown } from '../domain/licence.ts';
import type { OrganizationId } from '../domain/organization-id.ts';
import { MembershipReader, PlatformOperators, PolicyEngine } from './ports.ts';

export interface AccessQuestion {
  subject: { type: 'user' | 'service'; id: string };
  action: string;
  /** Absent where the action spans organizations. */
  organizationId: OrganizationId | undefined;
}

const noMembership = { licence: licenceOfUnknown, roles: [] };

/** The facts are read for every question: a role revoked a moment ago does not allow anything any more. */
@Injectable()
export class EvaluateAccess {
  constructor(
    private readonly memberships: MembershipReader,
    private readonly policies: PolicyEngine,
    private readonly operators: PlatformOperators,
  ) {}

  /** @returns the decision, with the roles that it rests on */
  async execute({ subject, action, organizationId }: AccessQuestion): Promise<Decision & { roles: readonly string[] }> {
    const { licence, roles } =
      organizationId === undefined ? noMembership : await this.memberships.membershipOf(organizationId, subject.id);
    const facts: Facts = { subject: this.subjectOf(subject, roles), action, licence };
    const reach = organizationId === undefined ? 'platform' : 'organization';
    return { ...decide(facts, reach, (asked) => this.policies.isPermitted(asked)), roles: rolesOf(facts.subject) };
  }

  /** A service is never read as a user, not even one whose id has been given a role. */
  private subjectOf({ type, id }: AccessQuestion['subject'], roles: readonly string[]): Facts['subject'] {
    return type === 'service' ? { type, id } : { type, roles, platformOperator: this.operators.has(id) };
  }
}
