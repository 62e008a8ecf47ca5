import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Broker } from './broker.ts';
import { basicHeader, CustomConnectors, secret, secrets } from './custom-connectors.ts';

describe('credentials that are saved', () => {
  let broker: Broker;
  let custom: CustomConnectors;

  beforeAll(async () => {
    broker = await Broker.start();
    custom = new CustomConnectors(broker);
  });
  afterAll(() => broker.stop());
  beforeEach(() => broker.customApi.reset());

  const notActive = { status: 409, body: { code: 'token.connector-not-active' } };
  const noCredentials = { status: 409, body: { code: 'token.no-credentials' } };

  it('are not there for another organization: neither to be seen, nor written, removed, issued, or destroyed', async () => {
    const connectorId = await custom.given();
    const foreign = (method: string, at: string, body?: unknown) => broker.callAs(randomUUID(), method, at, body);
    const calls = [
      await foreign('GET', custom.path(connectorId)),
      await foreign('PUT', custom.path(connectorId), secrets.basic),
      await foreign('DELETE', custom.path(connectorId)),
      await foreign('POST', `connectors/${connectorId}/token`, { connectorVersion: 1 }),
    ];
    for (const call of calls) expect(call).toMatchObject({ status: 404, body: { code: 'token.connector-unknown' } });
    await foreign('DELETE', `connectors/${connectorId}/token`);
    expect((await broker.issue(connectorId, 1)).status).toBe(200);
  });

  it.each([
    ['its resource domain', () => ({ resourceDomain: 'https://evil.example' }), 'RESOURCE_DOMAIN_CHANGED'],
    [
      'its token URL',
      () => ({ authentication: { kind: 'oauth-client-secret', ...custom.oauth, tokenUrl: 'https://evil.example/token' } }),
      'AUTHENTICATION_CHANGED',
    ],
  ])('are dropped for good when their connector changes %s, and the status says why', async (_, change, reason) => {
    const connectorId = await custom.given('oauth-client-secret');
    await broker.issue(connectorId, 1);
    const eventId = uuidv7();
    const changed = { ...custom.bare('oauth-client-secret'), ...change(), version: 2 };
    for (const _delivery of [1, 2]) await broker.announce(connectorId, changed, 'patchbay.ConnectorState', eventId);
    await broker.untilKnown(connectorId, 2);
    expect(await custom.status(connectorId)).toMatchObject({ saved: null, dropped: { at: expect.any(String), reason } });
    expect(await broker.issue(connectorId, 2)).toMatchObject(noCredentials);
    expect(await custom.rows('credentials', connectorId)).toMatchObject([{ sealed: null }]);
    await custom.change(connectorId, 3, custom.bare('oauth-client-secret'));
    expect(await broker.issue(connectorId, 3)).toMatchObject(noCredentials);
  });

  it('stay when something else of their connector changes', async () => {
    const connectorId = await custom.given();
    await custom.change(connectorId, 2, { ...custom.bare(), name: 'Renamed', accessLevel: 'READ_WRITE' });
    expect((await broker.issue(connectorId, 2)).body).toMatchObject({ header: { value: basicHeader }, connectorVersion: 2 });
  });

  it('stay, but are not used, while their connector is inactive, and may be replaced', async () => {
    const connectorId = await custom.given();
    await custom.change(connectorId, 2, { ...custom.settings(), state: 'INACTIVE' });
    expect([await broker.issue(connectorId, 1), await broker.issue(connectorId, 2)]).toMatchObject([notActive, notActive]);
    expect((await custom.save(connectorId)).status).toBe(200);
    await custom.change(connectorId, 3, custom.settings());
    expect((await broker.issue(connectorId, 3)).status).toBe(200);
  });

  it('lie encrypted under the data key of their connector, as its tokens do', async () => {
    const connectorId = await custom.given('oauth-client-secret');
    await broker.issue(connectorId, 1);
    const found = await Promise.all(['connector_key', 'credentials', 'token'].map((table) => custom.rows(table, connectorId)));
    const [key, credentials, token] = found.flat() as Record<string, string | Buffer>[];
    expect(credentials?.key_id).toBe(token?.key_id);
    expect(credentials?.key_id).not.toBe(key?.key_id);
    for (const bytes of [key?.wrapped, credentials?.sealed, token?.sealed])
      expect([bytes?.includes(secret), bytes?.includes('custom-')]).toEqual([false, false]);
  });

  it.each([
    [
      'for another host',
      (id: string) =>
        `UPDATE connector SET custom = jsonb_set(custom, '{resourceDomain}', '"https://evil.example"') WHERE connector_id = '${id}'`,
      503,
      'token.cannot-unseal',
    ],
    [
      'with the key of another connector',
      (id: string, other: string) =>
        `UPDATE connector_key SET wrapped = (SELECT wrapped FROM connector_key WHERE connector_id = '${other}') WHERE connector_id = '${id}'`,
      503,
      'token.cannot-unseal',
    ],
    [
      'in the row of another connector',
      (id: string, other: string) =>
        `UPDATE credentials SET (sealed, key_id) = (SELECT sealed, key_id FROM credentials WHERE connector_id = '${other}') WHERE connector_id = '${id}'`,
      409,
      'credentials.key-destroyed',
    ],
  ])('do not open %s', async (_, tamper, status, code) => {
    const [connectorId, other] = [await custom.given(), await custom.given()];
    await broker.query(tamper(connectorId, other));
    expect(await broker.issue(connectorId, 1)).toMatchObject({ status, body: { code } });
  });

  it('find one key for their connector, however many come at once, and none once it is deleted', async () => {
    const connectorId = await custom.announced();
    const connector = { organizationId: broker.organizationId, connectorId };
    const keys = await Promise.all([1, 2, 3].map((byte) => broker.keys.keep(connector, { keyId: 'k', bytes: Buffer.from([byte]) })));
    expect(new Set(keys.map((key) => key?.bytes[0])).size).toBe(1);
    expect(await broker.keys.keep({ ...connector, organizationId: randomUUID() }, { keyId: 'k', bytes: Buffer.from([4]) })).toBeUndefined();
    await custom.change(connectorId, 2, { ...custom.bare(), state: 'DELETED' });
    expect(await broker.keys.keep(connector, { keyId: 'k', bytes: Buffer.from([5]) })).toBeUndefined();
  });

  describe('cannot be read from a copy of before', () => {
    async function expectDestroyed(connectorId: string, destroy: () => Promise<void>, version = 1): Promise<void> {
      await broker.issue(connectorId, 1);
      const sealed = ['credentials', 'token'];
      for (const table of sealed)
        await broker.query(`CREATE TABLE copy_of_${table} AS SELECT * FROM ${table} WHERE connector_id = '${connectorId}'`);
      await destroy();
      for (const table of ['connector_key', ...sealed]) expect(await custom.rows(table, connectorId)).toEqual([]);
      for (const table of sealed) {
        await broker.query(`INSERT INTO ${table} SELECT * FROM copy_of_${table}`);
        await broker.query(`DROP TABLE copy_of_${table}`);
      }
      expect(await broker.issue(connectorId, version)).toMatchObject({ status: 409, body: { code: 'credentials.key-destroyed' } });
    }

    it('once the deletion of their connector has revoked its tokens', async () => {
      const connectorId = await custom.given('oauth-client-secret');
      await expectDestroyed(connectorId, async () => {
        for (const _ of [1, 2]) expect((await broker.call('DELETE', `connectors/${connectorId}/token`)).status).toBe(200);
      });
    });

    it('once their connector is deleted, though that is heard twice', async () => {
      const connectorId = await custom.given('oauth-client-secret');
      const deleted = { ...custom.bare('oauth-client-secret'), state: 'DELETED' };
      const destroy = async () => {
        for (const _ of [1, 2]) await custom.change(connectorId, 2, deleted);
        // As no registry would: nothing else is between the copies and whoever asks.
        await custom.change(connectorId, 3, custom.bare('oauth-client-secret'));
      };
      await expectDestroyed(connectorId, destroy, 3);
      await custom.change(connectorId, 4, deleted);
      expect(await custom.save(connectorId, secrets['oauth-client-secret'])).toMatchObject({
        status: 409,
        body: { code: 'credentials.connector-leaving' },
      });
      expect(await custom.rows('connector_key', connectorId)).toEqual([]);
    });
  });
});
