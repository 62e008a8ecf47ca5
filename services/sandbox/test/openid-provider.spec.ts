import { createHash, createPublicKey, type JsonWebKey, randomBytes, verify } from 'node:crypto';
import { DEMO_ORGANIZATION_ID, users } from '../src/domain/world.ts';
import { READ_ONLY, type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ VOICE_PLATFORM_CLIENT_SECRET: 'set-by-the-environment' });
});
afterAll(() => sandbox.stop());

const issuer = () => `${sandbox.url}/oidc`;
const fullAdmin = users[0]?.userId;

async function json(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

/** The claims of a token that one of the published keys has signed. */
async function verified(token: unknown): Promise<Record<string, unknown>> {
  const [header = '', payload = '', signature = ''] = String(token).split('.');
  const { keys } = (await json(await fetch(`${issuer()}/jwks`))) as { keys: (JsonWebKey & { kid: string })[] };
  const key = keys.find(({ kid }) => kid === JSON.parse(Buffer.from(header, 'base64url').toString()).kid);
  if (!key) throw new Error('signed with a key that is not published');
  const valid = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  if (!valid) throw new Error('the signature is wrong');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function form(url: string, clientId: string, parameters: Record<string, string>): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientId}-development-secret`).toString('base64')}`;
  return fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(parameters) });
}

function tokenOf(user: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
}

describe('discovery', () => {
  it('names endpoints below the issuer', async () => {
    const document = await json(await fetch(`${issuer()}/.well-known/openid-configuration`));
    expect(document).toMatchObject({
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/auth`,
      token_endpoint: `${issuer()}/token`,
      jwks_uri: `${issuer()}/jwks`,
      revocation_endpoint: `${issuer()}/token/revocation`,
      introspection_endpoint: `${issuer()}/token/introspection`,
      code_challenge_methods_supported: ['S256'],
    });
  });
});

describe('a token of a service', () => {
  it('is a JWT for Patchbay whose subject is the client', async () => {
    const answer = await json(await sandbox.requestToken('flow-executor', { resource: 'urn:patchbay' }));
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    const claims = await verified(answer.access_token);
    expect(claims).toMatchObject({ iss: issuer(), aud: 'urn:patchbay', sub: 'flow-executor', client_id: 'flow-executor' });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(600);
  });

  it('is for Patchbay also when no resource is named', async () => {
    const { access_token } = await json(await sandbox.requestToken('authz'));
    expect(await verified(access_token)).toMatchObject({ aud: 'urn:patchbay' });
  });

  it('is refused for a wrong secret', async () => {
    const response = await sandbox.requestToken('token-broker', {}, 'guessed');
    expect([response.status, await json(response)]).toEqual([401, expect.objectContaining({ error: 'invalid_client' })]);
  });

  it('takes the secret from the environment', async () => {
    expect((await sandbox.requestToken('voice-platform')).status).toBe(401);
    expect((await sandbox.requestToken('voice-platform', {}, 'set-by-the-environment')).status).toBe(200);
  });

  it('is refused for the Contact Center', async () => {
    const response = await sandbox.requestToken('flow-executor', { resource: sandbox.contactCenterUrl });
    expect([response.status, await json(response)]).toEqual([400, expect.objectContaining({ error: 'invalid_target' })]);
  });
});

describe('a token of an integration', () => {
  it('is opaque and has the scopes that were asked for', async () => {
    const answer = await json(await sandbox.requestToken('demo-integration', { resource: sandbox.contactCenterUrl, scope: READ_ONLY }));
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: READ_ONLY });
    expect(answer.access_token).not.toContain('.');
  });

  it('is refused for Patchbay', async () => {
    expect(await json(await sandbox.requestToken('demo-integration', { resource: 'urn:patchbay' }))).toMatchObject({
      error: 'invalid_target',
    });
  });

  it('has no scope that the Contact Center does not know', async () => {
    const answer = await json(await sandbox.requestToken('demo-integration', { scope: 'cjp:config cjp:everything' }));
    expect(answer).toMatchObject({ scope: 'cjp:config' });
  });

  it('is active under introspection until it is revoked by its client', async () => {
    const token = await sandbox.contactCenterToken(READ_ONLY);
    const introspect = async () => json(await form(`${issuer()}/token/introspection`, 'token-broker', { token }));
    expect(await introspect()).toMatchObject({
      active: true,
      client_id: 'demo-integration',
      scope: READ_ONLY,
      aud: sandbox.contactCenterUrl,
    });

    await form(`${issuer()}/token/revocation`, 'other-integration', { token });
    expect(await introspect()).toMatchObject({ active: true });

    expect((await form(`${issuer()}/token/revocation`, 'demo-integration', { token })).status).toBe(200);
    expect(await introspect()).toEqual({ active: false });
  });
});

describe('POST /dev/token', () => {
  it('gives a person the token that the console would get', async () => {
    const response = await tokenOf('full-admin');
    const answer = await json(response);
    expect(answer).toEqual({ accessToken: expect.any(String), expiresAt: expect.any(String), userId: fullAdmin });
    const claims = await verified(answer.accessToken);
    expect(claims).toMatchObject({ iss: issuer(), aud: 'urn:patchbay', sub: fullAdmin, client_id: 'console' });
    expect(Math.abs(Date.parse(String(answer.expiresAt)) / 1_000 - Number(claims.exp))).toBeLessThanOrEqual(1);
  });

  it.each(users.map(({ userId, email }) => [email, userId]))('knows %s', async (email, userId) => {
    expect(await json(await tokenOf(email))).toMatchObject({ userId });
  });

  it('refuses somebody unknown', async () => {
    const response = await tokenOf('mallory');
    expect([response.status, await json(response)]).toEqual([
      404,
      expect.objectContaining({ code: 'sandbox.unknown-user', field: 'user' }),
    ]);
  });

  it('refuses a request without a user', async () => {
    const response = await tokenOf(undefined);
    expect([response.status, await json(response)]).toEqual([400, expect.objectContaining({ code: 'request.invalid' })]);
  });
});

describe('signing in at the console', () => {
  const redirectUri = 'http://127.0.0.1:1/back';
  const verifier = randomBytes(32).toString('base64url');

  /** A browser that follows no redirect by itself and keeps every cookie. */
  function browser() {
    const cookies = new Map<string, string>();
    return async (url: string, init: RequestInit = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(new URL(url, sandbox.url), { ...init, redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return response;
    };
  }

  function authorizationUrl(parameters: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      client_id: 'console',
      response_type: 'code',
      scope: 'openid email profile',
      resource: 'urn:patchbay',
      redirect_uri: redirectUri,
      state: 'where-i-was',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return `${issuer()}/auth?${query}`;
  }

  /** Follows the redirects to the place where the console takes over. */
  async function signIn(user: string): Promise<URL> {
    const visit = browser();
    const loginUrl = (await visit(authorizationUrl())).headers.get('location') ?? '';
    let next = (await visit(loginUrl, { method: 'POST', body: new URLSearchParams({ user }) })).headers.get('location') ?? '';
    while (!next.startsWith(redirectUri)) next = (await visit(next)).headers.get('location') ?? redirectUri;
    return new URL(next);
  }

  const exchange = (code: string, code_verifier = verifier) =>
    form(`${issuer()}/token`, 'console', { grant_type: 'authorization_code', code, code_verifier, redirect_uri: redirectUri });

  it('lists everybody on a page', async () => {
    const visit = browser();
    const page = await visit((await visit(authorizationUrl())).headers.get('location') ?? '');
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    for (const { userId, email } of users) expect([html.includes(userId), html.includes(email)]).toEqual([true, true]);
  });

  it('gives a code for an access token for Patchbay and an ID token that says who it is', async () => {
    const back = await signIn('flow-developer');
    expect(back.searchParams.get('state')).toBe('where-i-was');

    const answer = await json(await exchange(back.searchParams.get('code') ?? ''));
    const developer = users.find(({ role }) => role === 'flow-developer');
    expect(await verified(answer.access_token)).toMatchObject({ aud: 'urn:patchbay', sub: developer?.userId, client_id: 'console' });
    expect(await verified(answer.id_token)).toMatchObject({
      aud: 'console',
      sub: developer?.userId,
      email: developer?.email,
      role: 'flow-developer',
      organizationId: DEMO_ORGANIZATION_ID,
    });
  });

  it('takes a code once', async () => {
    const code = (await signIn('full-admin')).searchParams.get('code') ?? '';
    expect([(await exchange(code)).status, (await exchange(code)).status]).toEqual([200, 400]);
  });

  it('refuses a code whose verifier is another', async () => {
    const code = (await signIn('full-admin')).searchParams.get('code') ?? '';
    expect(await json(await exchange(code, randomBytes(32).toString('base64url')))).toMatchObject({ error: 'invalid_grant' });
  });

  it('insists on PKCE', async () => {
    const url = new URL(authorizationUrl());
    url.searchParams.delete('code_challenge');
    url.searchParams.delete('code_challenge_method');
    const back = (await browser()(url.href)).headers.get('location') ?? '';
    expect(new URL(back).searchParams.get('error')).toBe('invalid_request');
  });

  it('shows an error page, not a redirect, for a redirect URI that is not registered', async () => {
    const response = await browser()(authorizationUrl({ redirect_uri: 'http://evil.example/' }));
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(await response.text()).toContain('invalid_redirect_uri');
  });

  it('refuses a person who is not listed, and a page that nobody asked for', async () => {
    const visit = browser();
    const loginUrl = (await visit(authorizationUrl())).headers.get('location') ?? '';
    expect((await visit(loginUrl, { method: 'POST', body: new URLSearchParams({ user: 'mallory' }) })).status).toBe(400);
    const foreign = await browser()('/oidc/login/made-up', { method: 'POST', body: new URLSearchParams({ user: 'full-admin' }) });
    expect([foreign.status, await foreign.text()]).toEqual([400, expect.stringContaining('session not found')]);
  });
});
