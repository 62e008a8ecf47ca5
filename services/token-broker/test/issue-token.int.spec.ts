import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { Broker, soon } from './broker.ts';

describe('a token for a connector', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
    await broker.register();
  });

  afterAll(() => broker.stop());

  beforeEach(() => {
    broker.provider.grants.length = 0;
    broker.provider.revoked.length = 0;
    broker.provider.misbehaviour = undefined;
  });

  it.each([
    ['READ_ONLY', 'cjp:config cjp:config_read'],
    ['READ_WRITE', 'cjp:config cjp:config_read cjp:config_write cjp:user'],
  ] as const)('is obtained with the scopes of %s, for the API of the organization', async (accessLevel, scope) => {
    const connectorId = await broker.activeConnector({ accessLevel });
    const { status, body } = await broker.issue(connectorId, 1);
    expect([status, body]).toEqual([
      200,
      {
        header: { name: 'authorization', value: 'Bearer opaque-1' },
        expiresAt: expect.any(String),
        resource: 'http://127.0.0.1:9/contact-center',
        connectorVersion: 1,
      },
    ]);
    expect(broker.provider.grants).toEqual([{ clientId: 'integration', scope, resource: 'http://127.0.0.1:9/contact-center' }]);
  });

  it('is obtained once, however many ask', async () => {
    const connectorId = await broker.activeConnector();
    const answers = await Promise.all(Array.from({ length: 20 }, () => broker.issue(connectorId, 1)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.header))).size).toBe(1);
    await broker.issue(connectorId, 1);
    expect(broker.provider.grants).toHaveLength(1);
  });

  it('is obtained anew when it does not live much longer', async () => {
    const connectorId = await broker.activeConnector();
    broker.provider.lifeSeconds = 30;
    await broker.issue(connectorId, 1);
    broker.provider.lifeSeconds = 3_600;
    await broker.issue(connectorId, 1);
    expect(broker.provider.grants).toHaveLength(2);
  });

  it('lies encrypted in the database', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    const rows = await broker.query(
      "SELECT encode(sealed, 'escape') AS text FROM token UNION ALL SELECT encode(secret_sealed, 'escape') FROM oauth_client",
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(JSON.stringify(rows)).not.toMatch(/opaque-1|integration-secret/);
  });

  it('is refused for a connector that nobody has announced', async () => {
    expect(await broker.issue(randomUUID(), 1)).toMatchObject({ status: 404, body: { code: 'token.connector-unknown' } });
  });

  it('is refused for a version that has not arrived yet, which may be tried again', async () => {
    const connectorId = await broker.activeConnector();
    expect(await broker.issue(connectorId, 2)).toMatchObject({ status: 503, body: { code: 'token.connector-version-ahead' } });
  });

  it('is refused, dropped and revoked once the connector is deactivated', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    await broker.announce(connectorId, { state: 'INACTIVE', version: 2 });
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
    expect(await broker.issue(connectorId, 1)).toMatchObject({
      status: 409,
      body: { code: 'token.connector-not-active', connectorState: 'INACTIVE' },
    });
    await eventually(
      async () => expect((await broker.call('GET', `connectors/${connectorId}/token/status`)).body).toMatchObject({ outstanding: 0 }),
      soon,
    );
  });

  it('does not survive a deactivation that was compacted away', async () => {
    const connectorId = await broker.activeConnector({ version: 9 });
    await broker.issue(connectorId, 9);
    await broker.announce(connectorId, { version: 11 });
    await broker.untilKnown(connectorId, 11);
    expect(await broker.issue(connectorId, 9)).toMatchObject({ status: 409, body: { code: 'token.connector-version-stale' } });
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
  });

  it('is not handed out when the connector was halted while the provider took its time', async () => {
    const connectorId = await broker.activeConnector();
    let answer: () => void = () => undefined;
    broker.provider.hold = new Promise((resolve) => {
      answer = resolve;
    });
    const issued = broker.issue(connectorId, 1);
    await eventually(() => expect(broker.provider.grants).toHaveLength(1), soon);
    await broker.announce(connectorId, { state: 'INACTIVE', version: 2 });
    await broker.untilKnown(connectorId, 2);
    answer();
    expect(await issued).toMatchObject({ status: 409, body: { code: 'token.connector-not-active' } });
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
  });

  it('ignores a change that arrives late', async () => {
    const connectorId = await broker.activeConnector({ version: 10 });
    await broker.announce(connectorId, { state: 'INACTIVE', version: 9 });
    await broker.announce(connectorId, { version: 10, name: 'again' });
    const other = await broker.activeConnector();
    expect((await broker.issue(other, 1)).status).toBe(200);
    expect((await broker.issue(connectorId, 10)).status).toBe(200);
  });

  it('is refused while the provider refuses or fails, and says which', async () => {
    const connectorId = await broker.activeConnector();
    broker.provider.misbehaviour = { status: 400, body: { error: 'invalid_scope' } };
    expect(await broker.issue(connectorId, 1)).toMatchObject({
      status: 409,
      body: { code: 'token.provider-refused', providerError: 'invalid_scope' },
    });
    broker.provider.misbehaviour = { status: 500, body: {} };
    expect(await broker.issue(connectorId, 1)).toMatchObject({ status: 503, body: { code: 'token.provider-unavailable' } });
    broker.provider.misbehaviour = undefined;
    expect((await broker.issue(connectorId, 1)).status).toBe(200);
  });
});

describe('an event of a type that is not known', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
    await broker.register();
  });

  afterAll(() => broker.stop());

  it('is passed over: what follows is handled, and what was known goes on', async () => {
    const connectorId = await broker.activeConnector();
    await broker.announce(connectorId, { version: 2 }, 'patchbay.ConnectorAdmired');
    await broker.announce(connectorId, { name: 'again' });
    await broker.activeConnector();
    expect((await broker.issue(connectorId, 1)).status).toBe(200);
  });
});

describe('an unreadable message about a connector', () => {
  let broker: Broker;

  beforeAll(async () => {
    broker = await Broker.start();
    await broker.register();
  });

  afterAll(() => broker.stop());

  it('stops tokens for it and for no other, until a newer version arrives', async () => {
    const [poisoned, healthy] = [await broker.activeConnector(), await broker.activeConnector()];
    await broker.issue(poisoned, 1);
    await broker.announce(poisoned, { version: '2' });
    await eventually(
      async () => expect(await broker.issue(poisoned, 1)).toMatchObject({ status: 409, body: { code: 'token.connector-quarantined' } }),
      soon,
    );
    expect((await broker.issue(healthy, 1)).status).toBe(200);
    await broker.announce(poisoned, { version: 3 });
    await eventually(async () => expect((await broker.issue(poisoned, 3)).status).toBe(200), soon);
  });
});
