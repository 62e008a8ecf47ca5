import { Issuer } from '../src/access/issuer.ts';
import { JwtVerifier } from '../src/access/jwt-verifier.ts';
import { type FakeIssuer, startFakeIssuer } from './fake-issuer.ts';

describe('JwtVerifier', () => {
  let fake: FakeIssuer;
  let now: Date;
  const verifier = (cacheSize?: number) =>
    new JwtVerifier({ issuer: new Issuer(fake.url), audience: 'urn:patchbay', now: () => now, ...(cacheSize && { cacheSize }) });

  beforeEach(async () => {
    fake = await startFakeIssuer();
    now = new Date();
  });
  afterEach(() => fake.stop());

  it('tells a person from a service, whose subject is its client id', async () => {
    const tokens = verifier();
    expect(await tokens.verify(await fake.sign({ sub: 'u-1', client_id: 'console' }))).toEqual({ kind: 'user', id: 'u-1' });
    expect(await tokens.verify(await fake.sign({ sub: 'authz', client_id: 'authz' }))).toEqual({ kind: 'service', id: 'authz' });
  });

  it('asks the issuer for nothing before the first token, and once for many', async () => {
    const tokens = verifier();
    expect(fake.requests).toEqual([]);
    const token = await fake.sign();
    await Promise.all(Array.from({ length: 20 }, () => tokens.verify(token)));
    await tokens.verify(await fake.sign({ sub: 'u-2' }));
    expect(fake.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('is unavailable while the issuer is, and works as soon as it is back', async () => {
    const tokens = verifier();
    const token = await fake.sign();
    fake.failing = true;
    await expect(tokens.verify(token)).rejects.toMatchObject({ kind: 'unavailable', code: 'identity.unavailable' });
    fake.failing = false;
    await expect(tokens.verify(token)).resolves.toEqual({ kind: 'user', id: 'u-1' });
  });

  it('is unavailable when only the keys cannot be had', async () => {
    const issuer = new Issuer(fake.url);
    await issuer.discover();
    fake.failing = true;
    const tokens = new JwtVerifier({ issuer, audience: 'urn:patchbay' });
    await expect(tokens.verify(await fake.sign())).rejects.toMatchObject({ code: 'identity.unavailable' });
  });

  it('refuses a provider that describes another issuer than the configured one', async () => {
    const tokens = new JwtVerifier({ issuer: new Issuer(fake.url.replace('127.0.0.1', 'localhost')), audience: 'urn:patchbay' });
    await expect(tokens.verify(await fake.sign())).rejects.toMatchObject({ code: 'identity.unavailable' });
  });

  it('knows a verified token by its text, also while the issuer is away, until it expires', async () => {
    const tokens = verifier();
    const token = await fake.sign();
    await tokens.verify(token);
    fake.failing = true;
    await expect(tokens.verify(token)).resolves.toEqual({ kind: 'user', id: 'u-1' });
    now = new Date(now.getTime() + 306_000);
    await expect(tokens.verify(token)).rejects.toMatchObject({
      code: 'request.unauthenticated',
      message: expect.stringContaining('expired'),
    });
  });

  it('forgets the oldest token when it knows as many as it may', async () => {
    const tokens = verifier(2);
    const known = await Promise.all(['u-1', 'u-2', 'u-3'].map((sub) => fake.sign({ sub })));
    for (const token of known) await tokens.verify(token);
    expect(tokens.size).toBe(2);
  });

  it.each([
    ['signed with a secret instead of a key', { alg: 'HS256' }, {}],
    ['signed by an algorithm that we do not take', { alg: 'PS256' }, {}],
    ['for nobody', undefined, { sub: undefined }],
    ['without an end', undefined, { exp: undefined }],
    ['for another audience', undefined, { aud: 'urn:elsewhere' }],
    ['of another issuer', undefined, { iss: 'http://elsewhere.invalid' }],
    ['not yet valid', undefined, { nbf: Math.floor(Date.now() / 1_000) + 600 }],
  ])('refuses a token that is %s', async (_what, header, claims) => {
    const token = await fake.sign(claims as Record<string, unknown>, header);
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'request.unauthenticated' });
  });

  it('refuses a token that says it needs no signature', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ iss: fake.url, aud: 'urn:patchbay', sub: 'u-1', exp: 9_999_999_999 })}.`;
    await expect(verifier().verify(token)).rejects.toMatchObject({ code: 'request.unauthenticated' });
  });
});
