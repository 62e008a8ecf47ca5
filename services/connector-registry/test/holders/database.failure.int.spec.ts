import { randomUUID } from 'node:crypto';
import { connectorLifecycle, HistoryPage } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

describe('a database that is not well', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let superuser: OwnConnection;
  let holder: TestHolder;
  let connectorId: string;

  beforeEach(async () => {
    registry = await RunningRegistry.start({ LEASE_PROFILE: 'strict' });
    organization = registry.organization();
    superuser = await open();
    holder = await TestHolder.join(registry);
    ({ connectorId } = await organization.create());
    await holder.knows(connectorId, 1);
  });

  afterEach(async () => {
    holder.stop();
    await superuser.close();
    await registry.stop();
  });

  const open = () => OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'fault' });
  const metric = async (name: string) =>
    Number(new RegExp(`${name}\\{.*\\} (\\S+)`).exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1]);

  it('fault 21: a session that listens and sits in a transaction: the queue of notifications grows and is seen, halts go on', async () => {
    const pages = 64;
    const [{ size = 0 } = {}] = await superuser.query<{ size: number }>(
      "SELECT setting::int AS size FROM pg_settings WHERE name = 'max_notify_queue_pages'",
    );
    const stuck = await open();
    await stuck.query('LISTEN somebody');
    await stuck.query('BEGIN');
    await stuck.query('SELECT 1');
    // One to a page.
    for (let page = 0; page < pages; page += 1) await superuser.query("SELECT pg_notify('somebody', $1)", ['x'.repeat(7_900)]);
    await eventually(
      async () => expect(await metric('patchbay_notification_queue_ratio')).toBeGreaterThanOrEqual((pages - 8) / size),
      soon,
    );
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    expect(answer.body.halt).toMatchObject({ state: 'HALTED', holders: [{ outcome: 'acked' }] });
    // What the runbook says: end it.
    await stuck.close();
    await eventually(async () => {
      await superuser.query("SELECT pg_notify('somebody', 'again')");
      expect(await metric('patchbay_notification_queue_ratio')).toBeLessThan((pages - 8) / size);
    }, soon);
  });

  it('fault 38: a disk that is full: no change is made by halves, holders stop by themselves, and all goes on when there is room', async () => {
    const key = { headers: { 'idempotency-key': randomUUID() } };
    // As Postgres says it when a file cannot grow: in the last step of a change, and in every renewal of a lease.
    await superuser.query(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`);
    for (const table of ['outbox', 'holder_lease'])
      await superuser.query(`CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION disk_full()`);
    const before = await history();
    expect(await organization.halt(connectorId, '', key)).toMatchObject({ status: 503, body: { code: 'postgres.unavailable' } });
    expect((await organization.call('GET', `/connectors/${connectorId}`)).body).toMatchObject({ state: 'ACTIVE', version: 1 });
    expect(await history()).toEqual(before);
    await eventually(() => expect(holder.mayStart(connectorId, 1)).toBe('STALE'), soon);

    for (const table of ['outbox', 'holder_lease']) await superuser.query(`DROP TRIGGER disk_full ON ${table}`);
    await eventually(() => expect(holder.mayStart(connectorId, 1)).toBeUndefined(), soon);
    expect(await organization.halt(connectorId, '?waitMs=20000', key)).toMatchObject({ status: 200, body: { halt: { state: 'HALTED' } } });
    expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
    await eventually(() => {
      const versions = registry.topics.onceOf(connectorLifecycle.name, connectorId).map(({ data }) => data.version);
      expect(versions).toEqual([1, 2]);
    }, soon);
  });

  const history = async () => HistoryPage.parse((await organization.call('GET', `/connectors/${connectorId}/history`)).body).items;
});
