import { eventually, FixedClock } from '@patchbay/testing';
import { Issuer } from '../src/access/issuer.ts';
import { ServiceIdentity } from '../src/index.ts';
import { type FakeIssuer, startFakeIssuer } from './fake-issuer.ts';

describe('ServiceIdentity', () => {
  let fake: FakeIssuer;
  let clock: FixedClock;
  let identity: ServiceIdentity;

  beforeEach(async () => {
    fake = await startFakeIssuer(100);
    clock = new FixedClock();
    identity = identityOf('s/c:r t');
  });
  afterEach(() => fake.stop());

  const identityOf = (clientSecret: string | undefined) =>
    new ServiceIdentity({ issuer: new Issuer(fake.url), clientId: 'authz', clientSecret, audience: 'urn:patchbay', clock });

  it('gets a token by client credentials, for the audience of the platform', async () => {
    expect(await identity.accessToken()).toBe('token-1');
    const { authorization, form } = fake.tokenRequest ?? {};
    expect(Buffer.from(String(authorization).replace('Basic ', ''), 'base64').toString()).toBe('authz:s%2Fc%3Ar%20t');
    expect(Object.fromEntries(form ?? [])).toEqual({
      grant_type: 'client_credentials',
      resource: 'urn:patchbay',
      audience: 'urn:patchbay',
    });
  });

  it('asks once for many callers', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => identity.accessToken()));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(fake.issuedTokens).toBe(1);
  });

  it('renews ahead of the end, and nobody waits for it', async () => {
    await identity.accessToken();
    clock.advance(79_000);
    await identity.accessToken();
    expect(fake.issuedTokens).toBe(1);
    const release = Promise.withResolvers<void>();
    fake.hold = release.promise;
    clock.advance(2_000);
    expect(await identity.accessToken()).toBe('token-1');
    release.resolve();
    await eventually(async () => expect(await identity.accessToken()).toBe('token-2'), { withinMs: 2_000 });
    expect(fake.issuedTokens).toBe(2);
  });

  it('goes on with the token it has while the provider is away, and is unavailable when the token has ended', async () => {
    await identity.accessToken();
    fake.failing = true;
    clock.advance(85_000);
    expect(await identity.accessToken()).toBe('token-1');
    clock.advance(15_000);
    await expect(identity.accessToken()).rejects.toMatchObject({ kind: 'unavailable', code: 'identity.unavailable' });
    fake.failing = false;
    expect(await identity.accessToken()).toBe('token-2');
  });

  it('asks a provider that is away every two seconds, not with every call', async () => {
    const asked = () => fake.requests.filter((path) => path === '/token').length;
    const barrier = () => fetch(`${fake.url}/jwks`).then((answer) => answer.text());
    await identity.accessToken();
    fake.failing = true;
    clock.advance(81_000);
    for (let call = 0; call < 5; call += 1) {
      await identity.accessToken();
      await barrier();
    }
    expect(asked()).toBe(2);
    clock.advance(2_000);
    await identity.accessToken();
    await eventually(() => expect(asked()).toBe(3), { withinMs: 2_000 });
  });

  it('gets another token when the one it has was refused, but not for an older one', async () => {
    const token = await identity.accessToken();
    identity.discard('token-0');
    expect(await identity.accessToken()).toBe(token);
    identity.discard(token);
    expect(await identity.accessToken()).toBe('token-2');
  });

  it('says which variable is missing', async () => {
    await expect(identityOf(undefined).accessToken()).rejects.toMatchObject({
      code: 'identity.unavailable',
      cause: expect.objectContaining({ message: expect.stringContaining('OIDC_CLIENT_SECRET') }),
    });
  });
});
