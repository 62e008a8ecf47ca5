import { randomUUID } from 'node:crypto';
import { Broker } from './broker.ts';

describe('the OAuth client of an organization', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
  });

  afterAll(() => broker.stop());

  afterEach(async () => {
    Broker.decide = () => ({ decision: true });
    broker.provider.misbehaviour = undefined;
    const { body } = await broker.call('GET', 'oauth-clients');
    for (const { oauthClientId } of body.items as { oauthClientId: string }[])
      await broker.call('DELETE', `oauth-clients/${oauthClientId}`);
  });

  it('is kept once the provider has accepted it, and its secret is never read back', async () => {
    const { status, body } = await broker.register();
    expect(status).toBe(201);
    expect(Object.keys(body).toSorted()).toEqual(['apiBaseUrl', 'clientId', 'createdAt', 'issuer', 'oauthClientId']);
    expect((await broker.call('GET', 'oauth-clients')).body).toEqual({ items: [body] });
    expect(broker.provider.revoked).toEqual(['opaque-1']);
  });

  it('is the only one', async () => {
    await broker.register();
    expect(await broker.register()).toMatchObject({ status: 409, body: { code: 'oauth-client.exists' } });
  });

  it('is refused when the provider does not accept its secret', async () => {
    expect(await broker.register({ clientSecret: 'wrong' })).toMatchObject({
      status: 409,
      body: { code: 'token.provider-refused', providerError: 'invalid_client' },
    });
    expect((await broker.call('GET', 'oauth-clients')).body).toEqual({ items: [] });
  });

  it('is refused when its issuer is no provider', async () => {
    broker.provider.misbehaviour = { status: 200, body: {} };
    expect(await broker.register({ clientId: 'new' })).toMatchObject({ status: 503, body: { code: 'token.provider-unavailable' } });
  });

  it.each(['http://127.0.0.1:9001', 'http://localhost:8085', 'http://169.254.169.254', 'http://[::1]:9001'])(
    'is refused when its issuer is inside: %s',
    async (issuer) => {
      expect(await broker.register({ issuer })).toMatchObject({ status: 400, body: { code: 'egress.address-refused' } });
    },
  );

  it('is needed for a token', async () => {
    const connectorId = await broker.activeConnector();
    expect(await broker.issue(connectorId, 1)).toMatchObject({ status: 409, body: { code: 'token.no-oauth-client' } });
  });

  it('can be deleted, once', async () => {
    const { body } = await broker.register();
    expect(await broker.call('DELETE', `oauth-clients/${body.oauthClientId}`)).toEqual({ status: 204, body: {} });
    expect(await broker.call('DELETE', `oauth-clients/${body.oauthClientId}`)).toMatchObject({
      status: 404,
      body: { code: 'oauth-client.unknown' },
    });
  });

  it.each([
    ['an unknown field', { colour: 'red' }, 400, 'request.invalid'],
    ['a wrong type', { clientId: 7 }, 400, 'request.invalid'],
    ['an issuer that is no URL', { issuer: 'nowhere' }, 400, 'request.invalid'],
  ])('is refused with %s', async (_, change, status, code) => {
    expect(await broker.register(change)).toMatchObject({ status, body: { code, errors: [{ field: Object.keys(change)[0] }] } });
  });

  it('is refused as malformed JSON', async () => {
    expect(await broker.call('POST', 'oauth-clients', '{')).toMatchObject({ status: 400, body: { code: 'request.malformed-json' } });
  });

  it('is refused when the body is too large', async () => {
    expect(await broker.register({ clientId: 'x'.repeat(2 ** 20) })).toMatchObject({ status: 413 });
  });

  it('is refused to whoever has no token, an expired or a foreign one', async () => {
    for (const token of ['none', await broker.identity.expiredToken('u'), await broker.identity.foreignToken('u')]) {
      expect(await broker.call('GET', 'oauth-clients', undefined, token)).toMatchObject({
        status: 401,
        body: { code: 'request.unauthenticated' },
      });
    }
  });

  it.each([
    ['role-not-allowed', 403],
    ['not-a-member', 404],
  ] as const)('is refused when authz says %s', async (code, status) => {
    Broker.decide = () => ({ decision: false, context: { reason: { code, message: 'no' } } });
    const answer = await broker.call('GET', 'oauth-clients');
    Broker.decide = () => ({ decision: true });
    expect(answer.status).toBe(status);
  });

  it('says 404 to what is no id', async () => {
    expect(await broker.call('POST', 'connectors/not-an-id/token', { connectorVersion: 1 })).toMatchObject({ status: 404 });
    expect(await broker.call('GET', `connectors/${randomUUID()}/token/status`)).toMatchObject({ status: 404 });
  });
});
