import { randomUUID } from 'node:crypto';
import { DeactivatedConnector, HaltReceipt, HolderList, ImpactPreview, Operation } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

describe('a halt', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let holders: TestHolder[] = [];

  beforeAll(async () => {
    registry = await RunningRegistry.start({ LEASE_PROFILE: 'strict' });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  afterEach(async () => {
    for (const holder of holders) await holder.leave();
    holders = [];
  });

  async function join(...settings: Parameters<typeof TestHolder.join>[1][]): Promise<TestHolder[]> {
    const joined = await Promise.all(settings.map((each) => TestHolder.join(registry, each)));
    holders.push(...joined);
    return joined;
  }
  const operationAt = async (path: string) => Operation.strict().parse((await organization.call('GET', path)).body);
  const receiptAt = async (path: string) => HaltReceipt.parse((await operationAt(`${path}?waitMs=20000`)).receipt);
  const outcomesOf = ({ holders: waitedFor }: HaltReceipt) =>
    Object.fromEntries(waitedFor.map(({ instanceId, outcome }) => [instanceId, outcome]));
  async function create(...knownTo: TestHolder[]) {
    const { connectorId } = await organization.create();
    for (const holder of knownTo) await holder.knows(connectorId, 1);
    return connectorId;
  }

  it('is answered when everybody who held a lease has stopped, with who and when', async () => {
    const [one, two, broker] = (await join({}, {}, { kind: 'token-broker' })) as [TestHolder, TestHolder, TestHolder];
    const connectorId = await create(one, two, broker);
    one.stops = { aborted: 2, draining: 0 };
    expect(one.mayStart(connectorId, 1)).toBeUndefined();
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    expect(answer.status).toBe(200);
    const { halt, operationId } = DeactivatedConnector.parse(answer.body);
    expect(halt).toMatchObject({ state: 'HALTED', acked: 3, total: 3, guaranteedBy: null });
    expect(halt.sentence).toMatch(/^halted 3\/3 in \d+ ms$/);
    expect(halt.holders.find(({ instanceId }) => instanceId === one.instanceId)).toEqual({
      instanceId: one.instanceId,
      kind: 'flow-executor',
      outcome: 'acked',
      ackedAfterMs: expect.any(Number),
      gateClosedAt: expect.any(String),
      aborted: 2,
      draining: 0,
    });
    for (const holder of [one, two, broker]) expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
    const path = organization.below(answer.headers.get('location'));
    expect(path).toBe(`/operations/${operationId}`);
    expect(await receiptAt(path)).toEqual(halt);
    expect(answer.headers.get('etag')).toBe('"2"');
  });

  it('is answered 202 with who is pending and until when, and keeps one result', async () => {
    const [mute, quick] = (await join({}, {})) as [TestHolder, TestHolder];
    const connectorId = await create(mute, quick);
    mute.isMute = true;
    mute.freeze();
    const answer = await organization.halt(connectorId, '?waitMs=0');
    expect(answer.status).toBe(202);
    const { halt } = DeactivatedConnector.parse(answer.body);
    expect(halt).toMatchObject({ state: 'PROPAGATING', total: 2, haltedAfterMs: null, guaranteedBy: expect.any(String) });
    expect(outcomesOf(halt)[mute.instanceId]).toBe('pending');
    const path = organization.below(answer.headers.get('location'));
    const halted = await receiptAt(path);
    expect(outcomesOf(halted)).toEqual({ [mute.instanceId]: 'leaseExpired', [quick.instanceId]: 'acked' });
    expect(halted.sentence).toMatch(/^halted 2\/2 in \d+ ms \(1 by the end of the lease\)$/);
    // The frozen one wakes: its gate is shut already.
    expect(mute.mayStart(connectorId, 1)).toBeDefined();
    expect(await receiptAt(path)).toEqual(halted);
  });

  it('is not reported before the lease of a partitioned holder has ended', async () => {
    const [cut] = (await join({})) as [TestHolder];
    const connectorId = await create(cut);
    cut.freeze();
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    const { halt } = DeactivatedConnector.parse(answer.body);
    expect([answer.status, halt.state, outcomesOf(halt)]).toEqual([200, 'HALTED', { [cut.instanceId]: 'leaseExpired' }]);
    expect(halt.haltedAfterMs).toBeGreaterThanOrEqual(2_100);
    expect(cut.mayStart(connectorId, 1)).toBe('STALE');
  });

  it('is superseded by a reactivation, and never reported as halted', async () => {
    const [mute] = (await join({})) as [TestHolder];
    const connectorId = await create(mute);
    mute.freeze();
    const { headers } = await organization.halt(connectorId, '?waitMs=0');
    const activated = await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"2"' } });
    expect(activated.status).toBe(200);
    const receipt = await receiptAt(organization.below(headers.get('location')));
    expect(receipt).toMatchObject({ state: 'SUPERSEDED', haltedAfterMs: null, sentence: 'superseded by a later change, 0/1 had stopped' });
  });

  it('has one operation and one result for a request that is sent again under its key', async () => {
    const [mute] = (await join({})) as [TestHolder];
    const connectorId = await create(mute);
    mute.freeze();
    const headers = { 'idempotency-key': randomUUID() };
    const first = await organization.halt(connectorId, '', { headers });
    const again = await eventually(async () => {
      const answer = await organization.halt(connectorId, '', { headers });
      expect(answer.status).toBe(200);
      return answer;
    }, soon);
    expect([again.body.operationId, again.body.version]).toEqual([first.body.operationId, 2]);
    expect(again.body.halt.sentence).toContain('halted 1/1');
  });

  it('does not wait for a holder that leaves, before it or meanwhile', async () => {
    const [gone, leaving] = (await join({}, {})) as [TestHolder, TestHolder];
    await gone.leave();
    const connectorId = await create(leaving);
    leaving.freeze();
    const { headers } = await organization.halt(connectorId, '?waitMs=0');
    await leaving.leave();
    const receipt = await receiptAt(organization.below(headers.get('location')));
    expect(outcomesOf(receipt)).toEqual({ [leaving.instanceId]: 'left' });
  });

  it('shows calls that drain, and that they have ended', async () => {
    const [holder] = (await join({})) as [TestHolder];
    const connectorId = await create(holder);
    holder.stops = { aborted: 0, draining: 3 };
    const { headers, body } = await organization.halt(connectorId, '?waitMs=20000', { body: { reason: 'rotation', mode: 'drain' } });
    expect(body.halt.holders).toMatchObject([{ outcome: 'acked', draining: 3 }]);
    const closures = [{ connectorId, belowVersion: 2, gateClosedAtMs: Date.now(), aborted: 1, draining: 0 }];
    expect((await holder.acknowledge({ closures })).status).toBe(204);
    expect((await receiptAt(organization.below(headers.get('location')))).holders).toMatchObject([{ aborted: 1, draining: 0 }]);
  });

  it('comes before anything is taken away in a deletion', async () => {
    const [mute] = (await join({})) as [TestHolder];
    const connectorId = await create(mute);
    await organization.halt(connectorId, '?waitMs=20000');
    await organization.refer(randomUUID(), { connectorId, version: 2 });
    mute.freeze();
    const path = await organization.delete(connectorId);
    const begun = await operationAt(path);
    expect(begun).toMatchObject({ receipt: { state: 'PROPAGATING', holders: [{ outcome: 'pending' }] } });
    expect(begun.steps.slice(0, 2)).toMatchObject([{ state: 'RUNNING', waitingFor: 'holders' }, { state: 'PENDING' }]);
    const halted = await eventually(async () => {
      const operation = await operationAt(path);
      expect(operation.steps.slice(0, 2)).toMatchObject([{ state: 'DONE' }, { state: 'RUNNING' }]);
      return operation;
    }, soon);
    expect(halted.receipt).toMatchObject({ state: 'HALTED', holders: [{ outcome: 'leaseExpired' }] });
  });

  it('may take longer by the stale grace, which has a version, an entry in the history and a place in every answer', async () => {
    const [mute] = (await join({})) as [TestHolder];
    const connectorId = await create(mute);
    await organization.halt(connectorId, '?waitMs=20000');
    const patched = await organization.call('PATCH', `/connectors/${connectorId}`, {
      body: { staleGraceMs: 5_000 },
      headers: { 'if-match': '"2"' },
    });
    expect(patched).toMatchObject({ status: 200, body: { version: 3, staleGraceMs: 5_000, haltBound: { ms: 7_100 } } });
    await mute.knows(connectorId, 3);
    expect(mute.state.connectors.get(connectorId)?.staleGraceMs).toBe(5_000);
    const { body } = await organization.call('GET', `/connectors/${connectorId}/impact`);
    expect(ImpactPreview.parse(body).live.haltBound).toEqual({ ms: 7_100 });
    const history = await organization.call<{ items: Record<string, unknown>[] }>('GET', `/connectors/${connectorId}/history`);
    expect(history.body.items[0]).toMatchObject({
      action: 'connector.update',
      before: { staleGraceMs: 0 },
      after: { staleGraceMs: 5_000 },
    });
    await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"3"' } });
    mute.freeze();
    const before = Date.now();
    const { halt } = DeactivatedConnector.parse((await organization.halt(connectorId, '?waitMs=0')).body);
    expect(Date.parse(halt.guaranteedBy ?? '') - before).toBeGreaterThanOrEqual(7_000);
    expect(
      (await organization.call('PATCH', `/connectors/${connectorId}`, { body: { staleGraceMs: 300_001 }, headers: { 'if-match': '"5"' } }))
        .status,
    ).toBe(400);
  });

  it('is seen by operators', async () => {
    const [holder] = (await join({})) as [TestHolder];
    await holder.renew({ clockRate: 1.0002 });
    const connectorId = await create(holder);
    await organization.halt(connectorId, '?waitMs=20000');
    const list = HolderList.parse((await registry.call('GET', '/v1/holders')).body);
    expect(list.items.find(({ instanceId }) => instanceId === holder.instanceId)).toMatchObject({
      kind: 'flow-executor',
      organizationId: null,
      heldBy: 'flow-executor',
      expired: false,
      left: false,
      epoch: list.epoch,
      lag: expect.any(Number),
    });
    const metrics = await (await fetch(`${registry.url}/metrics`)).text();
    const figure = (name: string, ...labels: string[]) => {
      const line = metrics.split('\n').find((each) => each.startsWith(`${name}{`) && labels.every((label) => each.includes(label)));
      return Number(line?.split(' ').at(-1));
    };
    expect(figure('patchbay_halt_duration_seconds_count', 'by="holders"')).toBeGreaterThan(0);
    expect(figure('patchbay_halt_holders_total', 'outcome="acknowledgement"')).toBeGreaterThan(0);
    expect(figure('patchbay_holder_lease_age_seconds', `instance="${holder.instanceId}"`)).toBeGreaterThanOrEqual(0);
    expect(figure('patchbay_holder_streams')).toBe(1);
    expect(figure('patchbay_halts_pending')).toBe(0);
    expect(figure('patchbay_halts_overdue')).toBe(0);
    expect(figure('patchbay_halt_holders_total', 'outcome="leaseExpired"')).toBeGreaterThanOrEqual(0);
    expect(figure('patchbay_holder_places_used_ratio', 'of="platform"')).toBeGreaterThan(0);
    expect(figure('patchbay_notification_queue_ratio')).toBeLessThan(1);
    expect(figure('patchbay_halt_bound_seconds')).toBeGreaterThanOrEqual(2.1);
    expect(await registry.call('GET', '/v1/holders', { token: await registry.identity.userToken('read-only-admin') })).toMatchObject({
      status: 403,
    });
  });
});
