import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startIdentityProvider, type TestIdentityProvider } from './identity-provider.ts';

describe('startIdentityProvider', () => {
  let provider: TestIdentityProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });

  afterAll(() => provider.stop());

  const discover = async () => members(await fetch(`${provider.issuer}/.well-known/openid-configuration`));
  const verify = async (token: string) => {
    const keys = createRemoteJWKSet(new URL((await discover()).jwks_uri ?? ''));
    return (await jwtVerify(token, keys, { issuer: provider.issuer, audience: 'urn:patchbay' })).payload;
  };
  const askToken = async (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch((await discover()).token_endpoint ?? '', { method: 'POST', body: new URLSearchParams(form), headers });
  const basic = (id: string, secret: string) => ({ authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` });

  it('names itself as the issuer', async () => {
    expect((await discover()).issuer).toBe(provider.issuer);
  });

  it('gives a person a token whose subject is the person and not the client', async () => {
    const { sub, client_id: clientId } = await verify(await provider.userToken('user-1'));
    expect(sub).toBe('user-1');
    expect(clientId).not.toBe(sub);
  });

  it('gives a service a token whose subject is the client', async () => {
    expect(await verify(await provider.serviceToken('authz'))).toMatchObject({ sub: 'authz', client_id: 'authz' });
  });

  it.each([
    ['expired', () => provider.expiredToken('user-1'), 'ERR_JWT_EXPIRED'],
    ['of a foreign key', () => provider.foreignToken('user-1'), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['for another audience', () => provider.foreignToken('user-1', 'audience'), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['of another issuer', () => provider.foreignToken('user-1', 'issuer'), 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ])('makes a token that is wrong because it is %s', async (_what, token, code) => {
    await expect(verify(await token())).rejects.toMatchObject({ code });
  });

  it('grants client credentials, given in the header or in the body', async () => {
    const inHeader = await askToken({ grant_type: 'client_credentials' }, basic('token-broker', provider.clientSecret));
    const inBody = await askToken({ grant_type: 'client_credentials', client_id: 'token-broker', client_secret: provider.clientSecret });
    for (const response of [inHeader, inBody]) {
      const { access_token: token, token_type: type, expires_in: expiresIn } = await members(response);
      expect([type, expiresIn]).toEqual(['Bearer', 300]);
      expect(await verify(token ?? '')).toMatchObject({ sub: 'token-broker', client_id: 'token-broker' });
    }
  });

  it('makes the token for the resource that is asked for', async () => {
    const form = { grant_type: 'client_credentials', resource: 'urn:elsewhere' };
    const { access_token: token } = await members(await askToken(form, basic('authz', provider.clientSecret)));
    await expect(verify(token ?? '')).rejects.toMatchObject({ claim: 'aud' });
  });

  it('refuses a wrong secret and another grant', async () => {
    const wrongSecret = await askToken({ grant_type: 'client_credentials' }, basic('authz', 'guessed'));
    expect([wrongSecret.status, await wrongSecret.json()]).toEqual([401, { error: 'invalid_client' }]);
    const otherGrant = await askToken({ grant_type: 'password' }, basic('authz', provider.clientSecret));
    expect([otherGrant.status, await otherGrant.json()]).toEqual([400, { error: 'unsupported_grant_type' }]);
  });
});

async function members(response: Response): Promise<Record<string, string>> {
  return (await response.json()) as Record<string, string>;
}
