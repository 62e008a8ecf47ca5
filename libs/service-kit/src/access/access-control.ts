import { type Action, type EvaluationResponse, OrganizationId, type ResourceType } from '@patchbay/contracts';
import type { AccessDecider } from './access-decider.ts';
import type { Caller } from './caller.ts';
import type { JwtVerifier } from './jwt-verifier.ts';
import type { RecentDecisions } from './recent-decisions.ts';
import { AccessUndecided, OrganizationNotFound, refusalOf, Unauthenticated } from './refusals.ts';

export interface AccessNeed {
  action: Action;
  /** `*` where the action is not about one resource. */
  resource: { type: ResourceType; id: string };
  organizationId?: string | undefined;
  /** For what is asked with every call: a decision of the last seconds will do (see `RecentDecisions`). */
  mayBeRecent?: boolean;
}

const bearer = /^Bearer +(\S+)$/i;

/** Who is calling, and may they. One place for the guard of Nest routes and for routes registered on Fastify directly. */
export class AccessControl {
  constructor(
    private readonly tokens: JwtVerifier,
    private readonly decider: AccessDecider,
    private readonly recent: RecentDecisions,
  ) {}

  /**
   * @param onKnown told who is calling, and again with the roles, also when the answer is a refusal
   * @throws Unauthenticated, OrganizationNotFound, RoleNotAllowed, LicenceRequired, AccessUndecided, IdentityProviderUnavailable
   */
  async authorize(authorizationHeader: string | undefined, need: AccessNeed, onKnown?: (caller: Caller) => void): Promise<Caller> {
    const authenticated = await this.authenticate(authorizationHeader);
    onKnown?.(authenticated);
    const { decision, context } = await this.decide(authenticated, need);
    const caller = context?.roles ? { ...authenticated, roles: context.roles } : authenticated;
    onKnown?.(caller);
    if (!decision) throw refusalOf(context?.reason?.code);
    return caller;
  }

  /** @throws Unauthenticated, IdentityProviderUnavailable */
  async authenticate(authorizationHeader: string | undefined): Promise<Caller> {
    const token = bearer.exec(authorizationHeader ?? '')?.[1];
    if (!token) throw new Unauthenticated();
    return this.tokens.verify(token);
  }

  private async decide(caller: Caller, { action, resource, organizationId, mayBeRecent }: AccessNeed): Promise<EvaluationResponse> {
    const organization = organizationId === undefined ? undefined : OrganizationId.safeParse(organizationId.toLowerCase());
    if (organization && !organization.success) throw new OrganizationNotFound();
    try {
      return await (mayBeRecent ? this.recent : this.decider).decide({
        subject: { type: caller.kind, id: caller.id },
        action: { name: action },
        resource: { ...resource, ...(organization && { properties: { organizationId: organization.data } }) },
      });
    } catch (error) {
      throw new AccessUndecided({ cause: error });
    }
  }
}
