import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { Broker, soon } from './broker.ts';
import { basicHeader, CustomConnectors, type Proof, secret, secrets } from './custom-connectors.ts';

describe('credentials of a custom connector', () => {
  let broker: Broker;
  let custom: CustomConnectors;

  beforeAll(async () => {
    broker = await Broker.start();
    custom = new CustomConnectors(broker);
  });
  afterAll(() => broker.stop());
  beforeEach(() => broker.customApi.reset());
  afterEach(() => {
    Broker.decide = () => ({ decision: true });
  });

  it.each<[Proof, object]>([
    ['basic', { authorization: basicHeader }],
    ['api-key', { 'x-api-key': secret }],
    ['oauth-client-secret', { authorization: 'Bearer custom-1' }],
    ['oauth-private-key-jwt', { authorization: 'Bearer custom-1' }],
  ])('are tried out at the validation URL, kept, and never read back: %s', async (kind, headers) => {
    const connectorId = await custom.announced(kind);
    expect(await custom.status(connectorId)).toEqual({ connectorId, kind, saved: null, dropped: null });
    const answer = await custom.save(connectorId, secrets[kind]);
    const now = expect.any(String);
    expect(answer).toEqual({
      status: 200,
      body: { connectorId, kind, saved: { at: now, by: 'flow-executor', checkedAt: now }, dropped: null },
    });
    expect(await custom.status(connectorId)).toEqual(answer.body);
    expect(broker.customApi.at('/me')).toMatchObject([{ headers }]);
  });

  it.each<[Proof, object]>([
    ['basic', { name: 'authorization', value: basicHeader }],
    ['api-key', { name: 'X-Api-Key', value: secret }],
    ['oauth-client-secret', { name: 'authorization', value: 'Bearer custom-2' }],
    ['oauth-private-key-jwt', { name: 'authorization', value: 'Bearer custom-2' }],
  ])('are what requests carry to the resource domain, or are exchanged for it: %s', async (proof, header) => {
    const connectorId = await custom.given(proof);
    expect(await broker.issue(connectorId, 1)).toEqual({
      status: 200,
      body: { header, expiresAt: expect.any(String), resource: broker.customApi.url, connectorVersion: 1 },
    });
    expect((await broker.issue(connectorId, 1)).body.header).toEqual(header);
  });

  it('prove the client to the token URL: by its secret, with the scopes of the connector', async () => {
    await broker.issue(await custom.given('oauth-client-secret'), 1);
    const [, asked] = broker.customApi.at('/token');
    const authorization = `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`;
    expect(asked).toMatchObject({ headers: { authorization }, form: { grant_type: 'client_credentials', scope: 'read write' } });
  });

  it('prove the client to the token URL: by an assertion for that URL, signed with its key', async () => {
    await broker.issue(await custom.given('oauth-private-key-jwt'), 1);
    const [, asked] = broker.customApi.at('/token');
    const [head = '', claims = ''] = (asked?.form.client_assertion ?? '').split('.');
    const parsed = [head, claims].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect(parsed).toMatchObject([
      { alg: 'ES256', kid: 'key-1' },
      { iss: 'client', sub: 'client', aud: custom.oauth.tokenUrl },
    ]);
  });

  it('are saved without being tried out where there is no validation URL', async () => {
    const connectorId = await broker.activeConnector(custom.bare());
    expect((await custom.save(connectorId)).body).toMatchObject({ saved: { checkedAt: null } });
    expect(broker.customApi.asked).toEqual([]);
  });

  it('are replaced by the next ones, also while the connector is active, and so are the tokens', async () => {
    const connectorId = await custom.given('oauth-client-secret');
    await broker.issue(connectorId, 1);
    expect((await custom.save(connectorId, { kind: 'oauth-client-secret', clientSecret: 'another' })).status).toBe(200);
    await broker.issue(connectorId, 1);
    const used = broker.customApi.at('/token').map(({ headers }) => headers.authorization);
    expect(used).toEqual([secret, secret, 'another', 'another'].map((one) => `Basic ${Buffer.from(`client:${one}`).toString('base64')}`));
  });

  it('are needed for anything to be issued, and can be removed, again and again', async () => {
    const connectorId = await custom.given('oauth-client-secret');
    await broker.issue(connectorId, 1);
    for (const _ of [1, 2]) expect(await broker.call('DELETE', custom.path(connectorId))).toEqual({ status: 204, body: {} });
    expect(await broker.issue(connectorId, 1)).toMatchObject({ status: 409, body: { code: 'token.no-credentials' } });
    expect(await custom.status(connectorId)).toMatchObject({ saved: null, dropped: { reason: 'REMOVED' } });
    expect(await custom.rows('credentials', connectorId)).toMatchObject([{ sealed: null, key_id: null }]);
  });

  describe('are refused', () => {
    /** And then nothing is saved. */
    async function expectRefused(connectorId: string, body: unknown, status: number, problem: object): Promise<void> {
      expect(await custom.save(connectorId, body)).toMatchObject({ status, body: problem });
      expect(await custom.rows('credentials', connectorId)).toEqual([]);
    }

    it.each([401, 403])('when the validation URL says %i', async (status) => {
      broker.customApi.validation = status;
      const problem = { code: 'credentials.refused', field: 'key', refusedBy: 'validation-url', answer: String(status) };
      await expectRefused(await custom.announced('api-key'), secrets['api-key'], 400, problem);
    });

    it('when the token URL says so', async () => {
      broker.customApi.token = { status: 401, body: { error: 'invalid_client' } };
      const problem = { code: 'credentials.refused', field: 'clientSecret', refusedBy: 'token-url', answer: 'invalid_client' };
      await expectRefused(await custom.announced('oauth-client-secret'), secrets['oauth-client-secret'], 400, problem);
    });

    it.each([
      [302, 409, 'credentials.validation-url-unfit'],
      [404, 409, 'credentials.validation-url-unfit'],
      [429, 503, 'credentials.validation-unavailable'],
      [500, 503, 'credentials.validation-unavailable'],
    ])('when the validation URL says %i, which is no answer about them', async (validation, status, code) => {
      broker.customApi.validation = validation;
      await expectRefused(await custom.announced(), secrets.basic, status, { code });
    });

    it.each([
      ['is inside and not permitted', 'https://169.254.169.254', 400, 'egress.address-refused'],
      ['is nowhere', 'https://nowhere.invalid', 503, 'credentials.validation-unavailable'],
    ])('when the validation URL %s', async (_, resourceDomain, status, code) => {
      const connectorId = await broker.activeConnector({ ...custom.bare(), resourceDomain, validationUrl: `${resourceDomain}/me` });
      await expectRefused(connectorId, secrets.basic, status, { code });
    });

    it('when they would be tried out elsewhere than at the resource domain', async () => {
      const connectorId = await broker.activeConnector({ ...custom.settings(), resourceDomain: 'https://api.example' });
      await expectRefused(connectorId, secrets.basic, 409, { code: 'credentials.validation-url-elsewhere' });
      expect(broker.customApi.asked).toEqual([]);
    });

    it('when they are not of the kind by which the connector proves itself', async () => {
      const problem = { code: 'credentials.wrong-kind', field: 'kind', expected: 'basic' };
      await expectRefused(await custom.announced(), secrets['api-key'], 400, problem);
    });

    it('when the private key is none', async () => {
      const problem = { code: 'credentials.private-key-unusable', field: 'privateKey' };
      const body = { kind: 'oauth-private-key-jwt', privateKey: 'x' };
      await expectRefused(await custom.announced('oauth-private-key-jwt'), body, 400, problem);
    });

    it.each([
      ['a field of another kind', { kind: 'basic', password: 'p', userName: 'u' }],
      ['no secret', { kind: 'api-key' }],
      ['a line break in a header', { kind: 'api-key', key: 'a\r\nb: c' }],
      ['an unknown kind', { kind: 'ntlm' }],
    ])('with %s', async (_, body) => {
      await expectRefused(await custom.announced(), body, 400, { code: 'request.invalid', errors: [{ field: expect.any(String) }] });
    });

    it('for a connector that uses the OAuth client of the organization', async () => {
      const connectorId = await broker.activeConnector();
      const problem = { code: 'credentials.not-custom' };
      for (const method of ['GET', 'DELETE'])
        expect(await broker.call(method, custom.path(connectorId))).toMatchObject({ status: 409, body: problem });
      await expectRefused(connectorId, secrets.basic, 409, problem);
    });

    it('for a connector that nobody has announced, and for one that is going', async () => {
      await expectRefused(randomUUID(), secrets.basic, 404, { code: 'token.connector-unknown' });
      const leaving = await broker.activeConnector({ ...custom.settings(), state: 'DELETING' });
      await expectRefused(leaving, secrets.basic, 409, { code: 'credentials.connector-leaving', connectorState: 'DELETING' });
    });

    it('when the connector has turned elsewhere while they were tried out', async () => {
      const connectorId = await custom.announced();
      const answering = Promise.withResolvers<void>();
      broker.customApi.hold = answering.promise;
      const refused = expectRefused(connectorId, secrets.basic, 409, { code: 'credentials.connector-changed' });
      await eventually(() => expect(broker.customApi.at('/me')).toHaveLength(1), soon);
      await custom.change(connectorId, 2, { ...custom.bare(), resourceDomain: 'https://evil.example' });
      answering.resolve();
      await refused;
    });

    it('to whoever may not write connectors; whoever may only see them sees the status', async () => {
      const connectorId = await custom.given();
      const reason = { code: 'role-not-allowed' as const, message: 'no' };
      Broker.decide = ({ action }) => (action.name === 'credentials.write' ? { decision: false, context: { reason } } : { decision: true });
      const writes = [await custom.save(connectorId), await broker.call('DELETE', custom.path(connectorId))];
      expect(writes.map(({ status }) => status)).toEqual([403, 403]);
      expect(await custom.status(connectorId)).toMatchObject({ saved: { by: 'flow-executor' } });
    });
  });
});
