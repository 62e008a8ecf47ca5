import { eventually } from '@patchbay/testing';
import { Broker } from './broker.ts';

/** A lease, and a busy machine. */
const soon = { withinMs: 30_000 };

describe('the lease of a broker', () => {
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
  afterEach(() => Object.assign(broker.registry, { isAway: false, losesPushes: false }));

  const halted = (connectorId: string, version = 2) => ({
    connectorId,
    name: 'CRM',
    kind: 'webex-contact-center',
    accessLevel: 'READ_ONLY',
    state: 'INACTIVE',
    version,
    haltMode: 'abort',
    staleGraceMs: 0,
  });
  /** Tells the holders, and not Kafka. @returns its sequence */
  const halt = (connectorId: string) => {
    broker.push(halted(connectorId));
    return broker.registry.seq;
  };
  const status = async (path: string) => (await fetch(`${broker.url}${path}`)).status;
  const reported = (seq: number) =>
    eventually(() => expect(broker.registry.report(seq)).toMatchObject({ state: 'HALTED', holders: [{ outcome: 'acked' }] }), soon);

  it('is what tokens are issued under, and none lives longer than it', async () => {
    const connectorId = await broker.activeConnector();
    const askedAt = Date.now();
    const { status: answered, body } = await broker.issue(connectorId, 1);
    const expiresAt = Date.parse(String(body.expiresAt));
    expect([answered, expiresAt > askedAt]).toEqual([200, true]);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + broker.registry.terms.leaseMs);
  });

  it('without which nothing is issued, not even what is kept; the process is not ready, and alive', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    broker.registry.isAway = true;
    await eventually(
      async () => expect(await broker.issue(connectorId, 1)).toMatchObject({ status: 503, body: { code: 'token.no-lease' } }),
      soon,
    );
    expect([await status('/readyz'), await status('/healthz')]).toEqual([503, 200]);
    // The gate needs no timer; what tells of the lost lease has one.
    await eventually(async () => {
      const exposition = await (await fetch(`${broker.url}/metrics`)).text();
      expect(exposition).toMatch(/patchbay_token_refusals_total\{.*code="token.no-lease".*\} [1-9]/);
      expect(exposition).toMatch(/patchbay_lease_lost_total\{.*reason="expired".*\} [1-9]/);
      expect(exposition).toMatch(/patchbay_lease_lost_total\{.*reason="clockJump".*\} \d/);
    }, soon);
    broker.registry.isAway = false;
    await eventually(async () => expect((await broker.issue(connectorId, 1)).status).toBe(200), soon);
    expect(broker.provider.grants).toHaveLength(1);
  });

  it('brings a halt without Kafka: tokens are dropped and revoked, then it is acknowledged', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    const seq = halt(connectorId);
    await reported(seq);
    expect(await broker.query(`SELECT 1 FROM token WHERE connector_id = '${connectorId}' AND dropped_at IS NULL`)).toEqual([]);
    expect(await broker.issue(connectorId, 1)).toMatchObject({ status: 409, body: { code: 'token.connector-not-active' } });
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
  });

  it('brings it with the next renewal where the push is lost', async () => {
    const connectorId = await broker.activeConnector();
    broker.registry.losesPushes = true;
    await reported(halt(connectorId));
    expect((await broker.issue(connectorId, 1)).status).toBe(409);
  });

  it('lets no token out that was being obtained when the halt came, and revokes it', async () => {
    const connectorId = await broker.activeConnector();
    const provider = Promise.withResolvers<void>();
    broker.provider.hold = provider.promise;
    const issued = broker.issue(connectorId, 1);
    await eventually(() => expect(broker.provider.grants).toHaveLength(1), soon);
    await reported(halt(connectorId));
    provider.resolve();
    expect(await issued).toMatchObject({ status: 409, body: { code: 'token.connector-not-active' } });
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
  });

  it('does not keep a halt waiting for a provider that is away', async () => {
    const connectorId = await broker.activeConnector();
    await broker.issue(connectorId, 1);
    broker.provider.misbehaviour = { status: 503, body: {} };
    await reported(halt(connectorId));
    broker.provider.misbehaviour = undefined;
    await eventually(() => expect(broker.provider.revoked).toEqual(['opaque-1']), soon);
  });

  it('is not opened by Kafka', async () => {
    const connectorId = await broker.activeConnector();
    const seq = halt(connectorId);
    await reported(seq);
    const place = { registryEpoch: 1, registrySeq: seq + 1 };
    broker.registry.losesPushes = true;
    broker.registry.isAway = true;
    await broker.announceByKafka(connectorId, { version: 3 }, place);
    await eventually(async () => {
      const { body } = await broker.call('GET', `connectors/${connectorId}/token/status`);
      expect(body).toMatchObject({ connectorVersion: 3, connectorState: 'ACTIVE' });
    }, soon);
    expect((await broker.issue(connectorId, 3)).status).not.toBe(200);
    broker.push({ ...halted(connectorId, 3), state: 'ACTIVE', haltMode: null });
    broker.registry.isAway = false;
    await eventually(async () => expect((await broker.issue(connectorId, 3)).status).toBe(200), soon);
  });

  it('is measured', async () => {
    const metrics = await (await fetch(`${broker.url}/metrics`)).text();
    expect(metrics).toMatch(/patchbay_lease_valid\{.*\} 1/);
    expect(metrics).toMatch(/patchbay_gate_closures_total\{.*path="push".*\} [1-9]/);
  });
});

describe('a broker that is stopped', () => {
  it('leaves, and no halt waits for it', async () => {
    const broker = await Broker.start();
    const connectorId = await broker.activeConnector();
    const { registry } = broker;
    await broker.stop();
    expect([...registry.rows.values()]).toMatchObject([{ left: true }]);
    broker.push({
      connectorId,
      name: 'CRM',
      kind: 'webex-contact-center',
      accessLevel: 'READ_ONLY',
      state: 'DELETING',
      version: 2,
      haltMode: null,
    });
    expect(registry.report(registry.seq)).toMatchObject({ state: 'HALTED', holders: [] });
  });
});
