import { DEMO_ORGANIZATION_ID } from '../../domain/world.ts';
import { MemoryStore } from './memory-store.ts';
import { OidcContactCenterTokens } from './oidc-tokens.ts';
import type { OpenIdProvider } from './openid-provider.ts';
import { Resources } from './resources.ts';

const granted = { aud: 'http://sandbox/contact-center', clientId: 'demo-integration', scope: 'cjp:config cjp:user' };

function given() {
  const time = { ms: 0 };
  const store = new MemoryStore(() => time.ms);
  const openId: Pick<OpenIdProvider, 'resources' | 'storeOf'> = {
    resources: new Resources('http://sandbox/contact-center'),
    storeOf: () => store,
  };
  return { time, store, tokens: new OidcContactCenterTokens(openId as OpenIdProvider) };
}

describe('a token for the Contact Center', () => {
  it('opens the organization of its integration, as far as its scopes go', async () => {
    const { store, tokens } = given();
    await store.upsert('token', { ...granted }, 60);
    const access = { clientId: 'demo-integration', organizationId: DEMO_ORGANIZATION_ID, scopes: new Set(['cjp:config', 'cjp:user']) };
    expect([tokens.find('token'), tokens.find('token')]).toEqual([access, access]);
  });

  it('opens nothing when it has expired or was revoked, also when it was used before', async () => {
    const { store, tokens, time } = given();
    await store.upsert('expiring', { ...granted }, 60);
    await store.upsert('revoked', { ...granted }, 60);
    expect([tokens.find('expiring'), tokens.find('revoked')]).not.toContain(undefined);
    await store.destroy('revoked');
    time.ms = 60_000;
    expect([tokens.find('expiring'), tokens.find('revoked'), tokens.find('unknown')]).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['another resource', { aud: 'urn:patchbay' }],
    ['a client that is no integration', { clientId: 'token-broker' }],
    ['a client that does not exist', { clientId: 'nobody' }],
  ])('opens nothing when it is for %s', async (_case, part) => {
    const { store, tokens } = given();
    await store.upsert('token', { ...granted, ...part }, 60);
    expect(tokens.find('token')).toBeUndefined();
  });
});
