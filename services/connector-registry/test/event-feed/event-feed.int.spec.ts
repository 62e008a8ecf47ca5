import { connect } from 'node:net';
import { connectorLifecycle, EventEnvelope } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { EventStream } from './event-stream.ts';

describe('the event feed of an organization', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  const streams: EventStream[] = [];

  beforeAll(async () => {
    registry = await RunningRegistry.start({
      EVENT_FEED_FOLLOWERS: '3',
      EVENT_FEED_HEARTBEAT_MS: '1000',
      EVENT_FEED_AUTHORIZE_EVERY_MS: '300',
    });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.leave();
  });

  async function open(
    {
      query = '',
      user = 'full-admin',
      base = registry.url,
      ...headers
    }: { query?: string; user?: string; base?: string; 'last-event-id'?: string } = {},
    of = organization,
  ): Promise<EventStream> {
    const authorization = `Bearer ${await registry.identity.userToken(user)}`;
    const stream = await EventStream.open(`${base}/v1/organizations/${of.organizationId}/events${query}`, { authorization, ...headers });
    streams.push(stream);
    return stream;
  }
  const follow = async (...how: Parameters<typeof open>) => (await open(...how)).following();
  const statesIn = (stream: EventStream) => stream.events.map(({ event, data }) => [event, (data.data as { state: string }).state]);

  it('tells of every change as it happens, in the form in which the topic carries it, with registrySeq as id', async () => {
    const stream = await follow();
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const { connectorId } = await organization.createInactive();
    await eventually(() => expect(stream.events).toHaveLength(2), soon);
    expect(statesIn(stream)).toEqual([
      ['patchbay.ConnectorCreated', 'ACTIVE'],
      ['patchbay.ConnectorDeactivated', 'INACTIVE'],
    ]);
    for (const { id, event, data } of stream.events) {
      const envelope = EventEnvelope.parse({ ...data, source: 'connector-registry' });
      expect(envelope).toMatchObject({ type: event, subject: connectorId, organizationId: organization.organizationId, registryEpoch: 1 });
      expect(id).toBe(String(envelope.registrySeq));
    }
  });

  it('has nothing of another organization', async () => {
    const other = registry.organization();
    const [stream, foreign] = [await follow(), await follow({}, other)];
    await organization.create();
    await eventually(() => expect(stream.events).toHaveLength(1), soon);
    await other.create();
    await eventually(() => expect(foreign.events).toHaveLength(1), soon);
    expect(stream.events).toHaveLength(1);
  });

  it('goes on behind the last event id, also of another replica, without a gap and without a repetition', async () => {
    const other = await registry.startService({ EVENT_FEED_HEARTBEAT_MS: '1000' });
    const first = await follow();
    const { connectorId } = await organization.create();
    await eventually(() => expect(first.events).toHaveLength(1), soon);
    first.leave();
    await organization.deactivate(connectorId);
    const ifMatch = { headers: { 'if-match': '"2"' } };
    expect(await organization.call('POST', `/connectors/${connectorId}/activate`, ifMatch)).toMatchObject({ status: 200 });
    const second = await follow({ 'last-event-id': first.lastEventId, base: other.url });
    await organization.deactivate(connectorId);
    await eventually(() => expect(second.events).toHaveLength(3), soon);
    expect(second.events.map(({ data }) => data.version)).toEqual([2, 3, 4]);
  });

  it('moves the place to go on from also while only others change something', async () => {
    const stream = await follow();
    const before = Number(stream.lastEventId);
    await registry.organization().createInactive();
    await eventually(() => expect(Number(stream.lastEventId)).toBeGreaterThanOrEqual(before + 2), soon);
    expect(stream.events).toEqual([]);
  });

  it('shows those of some connectors only, when asked to', async () => {
    const [one, two, three] = [await organization.create(), await organization.create(), await organization.create()];
    const stream = await follow({ query: `?connectorId=${one.connectorId}&connectorId=${three.connectorId}` });
    for (const { connectorId } of [one, two, three]) await organization.deactivate(connectorId);
    await eventually(() => expect(stream.events).toHaveLength(2), soon);
    expect(stream.events.map(({ data }) => data.subject)).toEqual([one.connectorId, three.connectorId]);
  });

  it('says when it cannot go on from there any more, and goes on from now', async () => {
    const first = await follow();
    await organization.create();
    await eventually(() => expect(first.events).toHaveLength(1), soon);
    const superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'feed-test' });
    await superuser.query('DELETE FROM outbox WHERE seq <= $1', [Number(first.lastEventId)]);
    await superuser.close();
    const { connectorId } = await organization.create();
    const late = await open({ 'last-event-id': first.lastEventId });
    await eventually(() => expect(late.of('resync')).toMatchObject([{ data: { code: 'event-feed.position-lost' } }]), soon);
    await organization.deactivate(connectorId);
    await eventually(() => expect(late.events).toHaveLength(2), soon);
    const unknown = await open({ 'last-event-id': '9-1' });
    await eventually(() => expect(unknown.of('resync')).toHaveLength(1), soon);
  });

  it('ends for a client whose right is taken away', async () => {
    const stream = await follow({ user: 'flighty' });
    registry.refuse('flighty');
    await eventually(() => expect(stream.ended).toBe(true), soon);
    expect(stream.of('refused')).toMatchObject([{ data: { code: 'access.role-not-allowed' } }]);
    expect((await open({ user: 'flighty' })).status).toBe(403);
  });

  describe('refuses', () => {
    it('whoever may not read connectors there', async () => {
      expect(await open({ user: 'read-only-admin' })).toMatchObject({ status: 403, problem: { code: 'access.role-not-allowed' } });
      expect(await open({ user: 'stranger' })).toMatchObject({ status: 404, problem: { code: 'organization.not-found' } });
    });

    it('an id that is none, and a filter that is none', async () => {
      expect(await open({ 'last-event-id': 'x' })).toMatchObject({
        status: 400,
        problem: { code: 'event-feed.id-malformed', field: 'Last-Event-ID' },
      });
      expect(await open({ query: '?connectorId=x' })).toMatchObject({ status: 400, problem: { code: 'request.invalid' } });
    });

    it('more followers of one organization than agreed, and takes one again when another has left', async () => {
      const followers = [await follow(), await follow(), await follow()];
      const refused = await open();
      expect(refused).toMatchObject({ status: 429, problem: { code: 'event-feed.too-many-followers', limit: 3 } });
      expect(refused.headers.get('retry-after')).toBe('10');
      await follow({}, registry.organization());
      followers[0]?.leave();
      await eventually(async () => expect((await open()).status).toBe(200), soon);
    });
  });

  const followers = async () =>
    /patchbay_event_feed_followers\{.*\} (\d+)/.exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1];

  it('counts its followers', async () => {
    await eventually(async () => expect(await followers()).toBe('0'), soon);
    const stream = await follow();
    expect(await followers()).toBe('1');
    stream.leave();
    await eventually(async () => expect(await followers()).toBe('0'), soon);
  });

  it('cuts off a client that takes nothing any more, instead of keeping its events in memory', async () => {
    const { lastEventId } = await follow();
    for (const stream of streams) stream.leave();
    await eventually(async () => expect(await followers()).toBe('0'), soon);
    const superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'feed-test' });
    // More than what the sockets on both sides take in.
    await superuser.query(
      `WITH clock AS (UPDATE outbox_clock SET seq = seq + 2000 RETURNING seq, epoch)
       INSERT INTO outbox (seq, ordinal, id, aggregatetype, aggregateid, type, payload, source, subject, organization_id, registry_seq, registry_epoch, time)
       SELECT seq - n, 1, gen_random_uuid(), $1, 'x', 'patchbay.ConnectorUpdated', to_json(repeat('x', 8000)), 'test', 'x', $2, seq - n, epoch, now()
         FROM clock, generate_series(0, 1999) AS n`,
      [connectorLifecycle.name, organization.organizationId],
    );
    await superuser.close();
    const { hostname, port } = new URL(registry.url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    const token = await registry.identity.userToken('full-admin');
    socket.write(
      `GET /v1/organizations/${organization.organizationId}/events HTTP/1.1\r\nhost: registry\r\nauthorization: Bearer ${token}\r\nlast-event-id: ${lastEventId}\r\n\r\n`,
    );
    await eventually(async () => expect(await followers()).toBe('1'), soon);
    await eventually(async () => expect(await followers()).toBe('0'), soon);
    const withAll = await follow({ 'last-event-id': lastEventId });
    await eventually(() => expect(withAll.events).toHaveLength(2_000), soon);
    socket.destroy();
  });

  it('ends at once when the service stops', async () => {
    const other = await registry.startService({ EVENT_FEED_HEARTBEAT_MS: '60000' });
    const stream = await follow({ base: other.url });
    expect(await other.stop()).toBe(true);
    expect(stream.ended).toBe(true);
  });
});
