import { type Action, type EvaluationRequest, type EvaluationResponse, OrganizationId, type ResourceType } from '@patchbay/contracts';
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
    return passed(authenticated, await this.decisionOf(this.decider, authenticated, need), onKnown);
  }

  /**
   * For what is asked with every call: a decision of the last seconds will do (see `RecentDecisions`). Without a promise where caller and
   * decision are known. @throws as `authorize`
   */
  authorizeRecent(authorizationHeader: string | undefined, need: AccessNeed): Caller | Promise<Caller> {
    const caller = this.tokens.known(tokenIn(authorizationHeader));
    if (!caller) return this.decidedRecently(authorizationHeader, need);
    const decision = this.recent.decide(requestFor(caller, need));
    return decision instanceof Promise ? this.decidedRecently(authorizationHeader, need) : passed(caller, decision);
  }

  /** @throws Unauthenticated, IdentityProviderUnavailable */
  async authenticate(authorizationHeader: string | undefined): Promise<Caller> {
    return this.tokens.verify(tokenIn(authorizationHeader));
  }

  private async decidedRecently(authorizationHeader: string | undefined, need: AccessNeed): Promise<Caller> {
    const caller = await this.authenticate(authorizationHeader);
    return passed(caller, await this.decisionOf(this.recent, caller, need));
  }

  private async decisionOf(decider: Pick<RecentDecisions, 'decide'>, caller: Caller, need: AccessNeed): Promise<EvaluationResponse> {
    const request = requestFor(caller, need);
    try {
      return await decider.decide(request);
    } catch (error) {
      throw new AccessUndecided({ cause: error });
    }
  }
}

/** @throws Unauthenticated */
function tokenIn(authorizationHeader = ''): string {
  const token = bearer.exec(authorizationHeader)?.[1];
  if (!token) throw new Unauthenticated();
  return token;
}

/** @throws OrganizationNotFound */
function requestFor(caller: Caller, { action, resource, organizationId }: AccessNeed): EvaluationRequest {
  const organization = organizationId === undefined ? undefined : OrganizationId.safeParse(organizationId.toLowerCase());
  if (organization && !organization.success) throw new OrganizationNotFound();
  return {
    subject: { type: caller.kind, id: caller.id },
    action: { name: action },
    resource: { ...resource, ...(organization && { properties: { organizationId: organization.data } }) },
  };
}

/** @throws RoleNotAllowed, LicenceRequired, OrganizationNotFound */
function passed(authenticated: Caller, { decision, context }: EvaluationResponse, onKnown?: (caller: Caller) => void): Caller {
  const caller = context?.roles ? { ...authenticated, roles: context.roles } : authenticated;
  onKnown?.(caller);
  if (!decision) throw refusalOf(context?.reason?.code);
  return caller;
}
