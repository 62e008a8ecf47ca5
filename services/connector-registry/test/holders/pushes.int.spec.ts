import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { connectorState, LeaseGrant } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

describe('what a holder is told', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let gateway: string;
  let holders: TestHolder[] = [];

  beforeAll(async () => {
    registry = await RunningRegistry.start();
    gateway = await registry.identity.userToken('enforcement-point');
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  afterEach(async () => {
    for (const holder of holders) await holder.leave();
    holders = [];
  });

  const keep = (holder: TestHolder): TestHolder => {
    holders.push(holder);
    return holder;
  };
  const own = (of = organization) => ({ kind: 'external' as const, organizationId: of.organizationId, token: gateway });
  async function superuser(...statement: Parameters<OwnConnection['query']>): Promise<void> {
    const connection = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'push-test' });
    await connection.query(...statement);
    await connection.close();
  }

  it('is everything at first, then what has changed, each as it is now', async () => {
    const { connectorId } = await organization.create();
    const deleted = await organization.createInactive();
    const holder = keep(await TestHolder.of(registry, own()));
    const first = LeaseGrant.parse((await holder.renew()).body);
    expect(first).toMatchObject({ nonce: 1, epoch: 1, leaseMs: 5_000, snapshot: [{ connectorId }, { connectorId: deleted.connectorId }] });
    expect(holder.mayStart(connectorId, 1)).toBeUndefined();
    const unchanged = LeaseGrant.parse((await holder.renew()).body);
    expect(unchanged).toMatchObject({ changes: [], upToSeq: first.upToSeq });
    await organization.halt(connectorId, '?waitMs=0');
    const path = await organization.delete(deleted.connectorId);
    const changed = await eventually(async () => {
      expect((await organization.call('GET', path)).body.state).toBe('RUNNING');
      const grant = LeaseGrant.parse((await holder.renew()).body);
      expect(holder.state.connectors.get(deleted.connectorId)?.version).toBe(3);
      return grant;
    }, soon);
    expect(Object.keys(changed)).toContain('changes');
    expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
  });

  it('is of its own organization only, whoever else changes something, and the others do not wait for it', async () => {
    const other = registry.organization();
    const foreign = await other.create();
    const [holder, everything] = [keep(await TestHolder.join(registry, own())), keep(await TestHolder.join(registry))];
    expect(holder.connectorIds).toEqual([]);
    expect(everything.connectorIds).toContain(foreign.connectorId);
    const mine = await organization.create();
    const changedThere = await other.halt(foreign.connectorId, '?waitMs=20000');
    expect(changedThere.body.halt.holders.map(({ instanceId }) => instanceId)).toEqual([everything.instanceId]);
    await holder.knows(mine.connectorId, 1);
    await eventually(() => expect(holder.state.receivedSeq).toBe(everything.state.receivedSeq), soon);
    expect(holder.connectorIds).toEqual([mine.connectorId]);
    const halted = await organization.halt(mine.connectorId, '?waitMs=20000');
    expect(halted.body.halt).toMatchObject({ state: 'HALTED', total: 2 });
  });

  it('comes from whichever replica it hears, also when another has made the change', async () => {
    const other = await registry.startService();
    const holder = keep(await TestHolder.join(registry, { base: other.url }));
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    expect((await organization.halt(connectorId, '?waitMs=20000')).body.halt).toMatchObject({ state: 'HALTED', acked: 1 });
    await holder.leave();
    holders = [];
    expect(await other.stop()).toBe(true);
  });

  it('begins with what it has missed, when it says what it has', async () => {
    const holder = keep(await TestHolder.of(registry, own()));
    await holder.renew();
    const before = holder.state.receivedSeq;
    const { connectorId } = await organization.create();
    const stream = await holder.follow(`?afterSeq=${before}`);
    await holder.knows(connectorId, 1);
    expect(stream.of('push')[0]?.data).toMatchObject({ seq: before + 1, record: { connectorId } });
  });

  it('is told by one stream: a second takes the place of the first', async () => {
    const holder = keep(await TestHolder.of(registry, own()));
    await holder.renew();
    const [first, second] = [await holder.follow(), await holder.follow()];
    await eventually(() => expect(first.ended).toBe(true), soon);
    expect(second.ended).toBe(false);
  });

  it('is not lost when nobody is notified', async () => {
    const holder = keep(await TestHolder.join(registry, own()));
    const connectorId = randomUUID();
    // As a commit whose notification is lost.
    await superuser(
      `WITH clock AS (UPDATE outbox_clock SET seq = seq + 1 RETURNING seq, epoch)
       INSERT INTO outbox (seq, ordinal, id, aggregatetype, aggregateid, type, payload, source, subject, organization_id, registry_seq, registry_epoch, time)
       SELECT seq, 1, gen_random_uuid(), $1, $2, 'patchbay.ConnectorState', $3, 'test', 'x', $4, seq, epoch, now() FROM clock`,
      [
        connectorState.name,
        connectorId,
        JSON.stringify({
          connectorId,
          kind: 'webex-contact-center',
          name: 'x',
          accessLevel: 'READ_ONLY',
          state: 'ACTIVE',
          version: 1,
          haltMode: null,
          staleGraceMs: 0,
        }),
        organization.organizationId,
      ],
    );
    await holder.knows(connectorId, 1);
  });

  it('is cut off when it is not read, while others hear at once', async () => {
    const [holder, other] = [
      keep(await TestHolder.of(registry, own())),
      keep(await TestHolder.join(registry, own(registry.organization()))),
    ];
    await holder.renew();
    const { hostname, port } = new URL(registry.url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.on('error', () => undefined);
    socket.write(`GET /v1/holders/${holder.instanceId}/stream HTTP/1.1\r\nhost: registry\r\nauthorization: Bearer ${gateway}\r\n\r\n`);
    const streams = async () => /patchbay_holder_streams\{.*\} (\d+)/.exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1];
    await eventually(async () => expect(await streams()).toBe('2'), soon);
    const before = other.state.receivedSeq;
    await eventually(async () => {
      // Until it is more than what the sockets on both sides take in.
      await superuser(
        `WITH clock AS (UPDATE outbox_clock SET seq = seq + 400 RETURNING seq, epoch)
         INSERT INTO outbox (seq, ordinal, id, aggregatetype, aggregateid, type, payload, source, subject, organization_id, registry_seq, registry_epoch, time)
         SELECT seq - n, 1, gen_random_uuid(), $1, 'x', 'x', json_build_object('text', repeat('x', 2000)), 'test', 'x', $2, seq - n, epoch, now()
           FROM clock, generate_series(0, 399) AS n`,
        [connectorState.name, organization.organizationId],
      );
      expect(await streams()).toBe('1');
    }, soon);
    expect(await (await fetch(`${registry.url}/metrics`)).text()).toMatch(/streams_ended_total\{.*because="too-slow".*\} 1/);
    socket.destroy();
    await eventually(() => expect(other.state.receivedSeq).toBeGreaterThan(before), soon);
  });
});
