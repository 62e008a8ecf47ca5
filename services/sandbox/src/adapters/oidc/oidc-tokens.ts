import type { AdapterPayload } from 'oidc-provider';
import { ContactCenterTokens, type GrantedAccess, type PersonToken, PersonTokens } from '../../application/ports.ts';
import { CONSOLE_CLIENT_ID, clients } from '../../domain/world.ts';
import type { OpenIdProvider } from './openid-provider.ts';
import { PATCHBAY_AUDIENCE } from './resources.ts';

/** Looks straight into the provider's store: an introspection per call would cost more than the call. */
export class OidcContactCenterTokens extends ContactCenterTokens {
  private readonly known = new WeakMap<AdapterPayload, GrantedAccess>();

  constructor(private readonly openId: OpenIdProvider) {
    super();
  }

  override find(token: string): GrantedAccess | undefined {
    const payload = this.openId.storeOf('ClientCredentials').peek(token);
    if (!payload) return undefined;
    const access = this.known.get(payload) ?? accessOf(payload, this.openId.resources.contactCenterUrl);
    if (access) this.known.set(payload, access);
    return access;
  }
}

function accessOf({ aud, clientId, scope }: AdapterPayload, audience: string): GrantedAccess | undefined {
  const client = clients.find((candidate) => candidate.clientId === clientId);
  if (aud !== audience || !client?.organizationId) return undefined;
  return { clientId: client.clientId, organizationId: client.organizationId, scopes: new Set(scope?.split(' ')) };
}

export class OidcPersonTokens extends PersonTokens {
  constructor(private readonly openId: OpenIdProvider) {
    super();
  }

  override async issue(userId: string): Promise<PersonToken> {
    const { provider, resources } = this.openId;
    const client = await provider.Client.find(CONSOLE_CLIENT_ID);
    if (!client) throw new TypeError('the world has no console');
    const resourceServer = new provider.ResourceServer(PATCHBAY_AUDIENCE, resources.get(PATCHBAY_AUDIENCE, CONSOLE_CLIENT_ID));
    const grant = new provider.Grant({ clientId: CONSOLE_CLIENT_ID, accountId: userId });
    const token = new provider.AccessToken({
      client,
      accountId: userId,
      grantId: await grant.save(),
      gty: 'authorization_code',
      resourceServer,
    });
    const accessToken = await token.save();
    return { accessToken, expiresAt: new Date(Date.now() + token.expiration * 1_000) };
  }
}
