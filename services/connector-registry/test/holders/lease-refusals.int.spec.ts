import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

describe('a holder that does not keep to the protocol', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let well: TestHolder;
  let gateway: string;
  const logged: string[] = [];

  /** Of one organization's own gateway. */
  const own = () => TestHolder.of(registry, { kind: 'external', organizationId: organization.organizationId, token: gateway });

  beforeAll(async () => {
    registry = await RunningRegistry.prepare();
    await registry.startService(
      { LEASE_PROFILE: 'strict', MAX_HOLDERS: '4', MAX_HOLDERS_OF_ORGANIZATION: '2', LOG_LEVEL: 'warn' },
      { write: (line) => logged.push(line) },
    );
    gateway = await registry.identity.userToken('enforcement-point');
    well = await TestHolder.join(registry);
  });

  afterAll(async () => {
    well.stop();
    await registry.stop();
  });

  beforeEach(() => {
    organization = registry.organization();
  });

  /** It was refused, somebody can find out why, and nobody else has felt it. */
  async function expectRefused(answer: { status: number; body?: unknown }, status: number, code: string): Promise<void> {
    expect(answer).toMatchObject({ status, body: { code } });
    await eventually(() => expect(logged.some((line) => line.includes(code))).toBe(true), soon);
    const { connectorId } = await organization.create();
    await well.knows(connectorId, 1);
    const halted = await organization.halt(connectorId, '?waitMs=20000');
    expect(halted.body.halt).toMatchObject({ state: 'HALTED' });
    expect(halted.body.halt.holders).toContainEqual(expect.objectContaining({ instanceId: well.instanceId, outcome: 'acked' }));
  }

  it('is refused when nobody knows it', async () => {
    const unknown = await own();
    await expectRefused(await unknown.acknowledge(), 404, 'lease.holder-unknown');
    expect((await unknown.follow()).problem).toMatchObject({ code: 'lease.holder-unknown' });
    expect(await unknown.leave()).toMatchObject({ status: 404, body: { code: 'lease.holder-unknown' } });
  });

  it('is refused when it replays a nonce', async () => {
    const holder = await own();
    await holder.renew();
    await expectRefused(await holder.renew({ nonce: 1 }), 409, 'lease.nonce-replayed');
    await holder.leave();
  });

  it('is refused when it acknowledges what was never sent, and is not counted as stopped', async () => {
    const holder = await own();
    await holder.renew();
    const { connectorId } = await organization.create();
    const { body } = await organization.halt(connectorId, '?waitMs=0');
    expect(body.halt.holders).toContainEqual(expect.objectContaining({ instanceId: holder.instanceId, outcome: 'pending' }));
    const never = await holder.acknowledge({ appliedSeq: holder.state.receivedSeq + 1_000_000 });
    expect(never).toMatchObject({ status: 400, body: { code: 'lease.sequence-never-sent' } });
    const claimed = await holder.renew({ appliedSeq: holder.state.receivedSeq + 1_000_000 });
    expect(claimed).toMatchObject({ status: 400, code: 'lease.sequence-never-sent' });
    const later = await organization.call(`GET`, `/operations/${body.operationId}`);
    expect(later.body).toMatchObject({
      receipt: { holders: expect.arrayContaining([expect.objectContaining({ instanceId: holder.instanceId, outcome: 'pending' })]) },
    });
    await holder.leave();
    await expectRefused(never, 400, 'lease.sequence-never-sent');
  });

  it('is refused when it speaks of an epoch that is past, or of one that never was', async () => {
    const holder = await own();
    await holder.renew();
    await expectRefused(await holder.acknowledge({ epoch: 0 }), 409, 'lease.epoch-past');
    expect(await holder.acknowledge({ epoch: 9 })).toMatchObject({ status: 400, body: { code: 'lease.sequence-never-sent' } });
    expect(await holder.renew({ epoch: 9 })).toMatchObject({ status: 400, code: 'lease.sequence-never-sent' });
    await holder.leave();
  });

  it('is refused when it has left', async () => {
    const holder = await own();
    await holder.renew();
    await holder.leave();
    await expectRefused(await holder.renew(), 409, 'lease.holder-left');
    expect(await holder.acknowledge()).toMatchObject({ status: 409, body: { code: 'lease.holder-left' } });
  });

  it('is refused when it is one more than its organization may have, which takes no place of others', async () => {
    const [one, two, three] = [await own(), await own(), await own()];
    await one.renew();
    await two.renew();
    await expectRefused(await three.renew(), 503, 'lease.too-many-holders');
    const other = registry.organization().organizationId;
    const elsewhere = await TestHolder.of(registry, { kind: 'external', organizationId: other, token: gateway });
    expect((await elsewhere.renew()).status).toBe(200);
    const platform = await TestHolder.of(registry);
    expect((await platform.renew()).status).toBe(200);
    for (const holder of [one, two, elsewhere, platform]) await holder.leave();
  });

  it('is refused when it is one more than the platform may have', async () => {
    const joined = [await TestHolder.of(registry), await TestHolder.of(registry), await TestHolder.of(registry)];
    const answers = [];
    for (const holder of joined) answers.push((await holder.renew()).code);
    expect(answers).toContain('lease.too-many-holders');
    for (const holder of joined) await holder.leave();
  });

  it('is refused when it speaks for an instance that somebody else has started', async () => {
    const thief = await TestHolder.of(registry, { kind: 'external', organizationId: organization.organizationId, token: gateway });
    Object.assign(thief.state, { instanceId: well.instanceId, nonce: 1_000_000 });
    await expectRefused(await thief.renew(), 403, 'lease.holder-out-of-scope');
    const neighbour = await TestHolder.of(registry, { kind: 'token-broker' });
    Object.assign(neighbour.state, { instanceId: well.instanceId, nonce: 1_000_000 });
    expect(await neighbour.renew()).toMatchObject({ status: 403, code: 'lease.holder-out-of-scope' });
    expect(await thief.acknowledge()).toMatchObject({ status: 403, body: { code: 'lease.holder-out-of-scope' } });
    expect((await thief.follow()).problem).toMatchObject({ code: 'lease.holder-out-of-scope' });
    expect(await thief.leave()).toMatchObject({ status: 403, body: { code: 'lease.holder-out-of-scope' } });
  });

  it('is refused when it acknowledges for a connector of another organization', async () => {
    const foreign = await registry.organization().create();
    const holder = await own();
    await holder.renew();
    const closures = [{ connectorId: foreign.connectorId, belowVersion: 2, gateClosedAtMs: 1, aborted: 0, draining: 0 }];
    await expectRefused(await holder.acknowledge({ closures }), 403, 'lease.holder-out-of-scope');
    const nobodys = [{ ...closures[0], connectorId: randomUUID() }];
    expect(await holder.acknowledge({ closures: nobodys })).toMatchObject({ status: 403 });
    await holder.leave();
  });

  it('is not let in by a role that does not allow it, nor without a token', async () => {
    const stranger = await TestHolder.of(registry, {
      organizationId: organization.organizationId,
      token: await registry.identity.userToken('stranger'),
    });
    expect(await stranger.renew()).toMatchObject({ status: 404, code: 'organization.not-found' });
    const reader = await TestHolder.of(registry, { token: await registry.identity.userToken('read-only-admin') });
    expect(await reader.renew()).toMatchObject({ status: 403, code: 'access.role-not-allowed' });
    expect(registry.lastQuestion).toMatchObject({ action: { name: 'lease.hold' }, resource: { type: 'lease' } });
    for (const [method, path] of [
      ['POST', 'lease'],
      ['POST', 'acks'],
      ['GET', 'stream'],
    ] as const) {
      expect(await registry.call(method, `/v1/holders/${randomUUID()}/${path}`, { token: null })).toMatchObject({ status: 401 });
    }
  });

  it.each([
    ['half a sequence', { appliedSeq: 1.5 }],
    ['a negative epoch', { epoch: -1 }],
    ['a nonce that is text', { nonce: '7' }],
    ['a kind that is none', { kind: 'toaster' }],
    ['an organization that is none', { organizationId: 'x' }],
    ['a sequence beyond 2^53', { appliedSeq: 2 ** 53 }],
    ['an acknowledgement as text', { appliedSeq: '3' }],
  ])('is refused when it sends %s', async (_, over) => {
    const holder = await own();
    const refused = await holder.renew(over);
    expect(refused).toMatchObject({ status: 400, code: 'request.invalid' });
    await expectRefused(refused, 400, 'request.invalid');
  });

  it('is refused when it acknowledges half a sequence', async () => {
    const holder = await own();
    await holder.renew();
    await expectRefused(await holder.acknowledge({ appliedSeq: 1.5 }), 400, 'request.invalid');
    await holder.leave();
  });

  it('may say more than this version knows: in a rollout it is a version ahead', async () => {
    const holder = await own();
    expect((await holder.renew({ colour: 'red' })).status).toBe(200);
    expect((await holder.acknowledge({ colour: 'red' })).status).toBe(204);
    await holder.leave();
  });
});
