import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type Configuration, type JWK, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { contactCenterScopes } from '../../domain/contact-center/scopes.ts';
import { findUser, type WorldUser } from '../../domain/world.ts';
import { type ClientSettings, clientMetadata } from './client-metadata.ts';
import { errorPage } from './login-page.ts';
import { MemoryStore } from './memory-store.ts';
import { Resources, SIGNING_ALGORITHM } from './resources.ts';

export const OIDC_PATH = '/oidc';
const SESSION_TTL_SECONDS = 8 * 3_600;
const INTERACTION_TTL_SECONDS = 3_600;

export interface OpenIdProvider {
  readonly provider: Provider;
  readonly resources: Resources;
  /** What the provider keeps of one kind of token. */
  storeOf(kind: string): MemoryStore;
}

export interface OpenIdProviderSettings extends ClientSettings {
  readonly publicUrl: string;
}

/** Keys and tokens live as long as the process: a restart makes everything invalid that was issued before. */
export async function createOpenIdProvider(settings: OpenIdProviderSettings): Promise<OpenIdProvider> {
  const stores = new Map<string, MemoryStore>();
  const storeOf = (kind: string): MemoryStore => {
    const store = stores.get(kind) ?? new MemoryStore();
    stores.set(kind, store);
    return store;
  };
  const resources = new Resources(`${settings.publicUrl}/contact-center`);
  const provider = new Provider(`${settings.publicUrl}${OIDC_PATH}`, {
    ...staticConfiguration,
    adapter: storeOf,
    clients: clientMetadata(settings),
    jwks: { keys: [await generateSigningKey()] },
    cookies: { ...staticConfiguration.cookies, keys: [randomUUID()] },
    features: { ...staticConfiguration.features, resourceIndicators: resourceIndicators(resources) },
    loadExistingGrant: (ctx) => grantEverything(ctx, resources),
  });
  return { provider, resources, storeOf };
}

const staticConfiguration = {
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    // Access tokens are for Patchbay or the Contact Center: who signed in stands in the ID token.
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
  },
  claims: { openid: ['sub'], email: ['email'], profile: ['name', 'role', 'organizationId'] },
  scopes: ['openid', 'email', 'profile', ...contactCenterScopes],
  clientBasedCORS: () => false,
  pkce: { required: () => true },
  responseTypes: ['code'],
  clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
  cookies: { short: { path: '/' } },
  interactions: { url: (_ctx, interaction) => `${OIDC_PATH}/login/${interaction.uid}` },
  findAccount: (_ctx, id) => {
    const user = findUser(id);
    return user && { accountId: user.userId, claims: () => claimsOf(user) };
  },
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = errorPage(out.error, out.error_description);
  },
  ttl: {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 60,
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 60,
    AuthorizationCode: 60,
    IdToken: 600,
    Interaction: INTERACTION_TTL_SECONDS,
    Session: SESSION_TTL_SECONDS,
    Grant: SESSION_TTL_SECONDS,
  },
} satisfies Configuration;

function claimsOf({ userId, email, name, role, organizationId }: WorldUser) {
  return { sub: userId, email, name, role, organizationId };
}

function resourceIndicators(resources: Resources) {
  return {
    enabled: true,
    defaultResource: (_ctx: KoaContextWithOIDC, client: { clientId: string }) => resources.defaultFor(client.clientId),
    getResourceServerInfo: (_ctx: KoaContextWithOIDC, identifier: string, client: { clientId: string }) =>
      resources.get(identifier, client.clientId),
  };
}

/** The console is the platform's own: nobody is asked whether it may know who they are. */
async function grantEverything({ oidc }: KoaContextWithOIDC, resources: Resources) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid email profile');
  grant.addResourceScope(resources.defaultFor(client.clientId), '');
  await grant.save();
  return grant;
}

async function generateSigningKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: SIGNING_ALGORITHM } as JWK;
}
