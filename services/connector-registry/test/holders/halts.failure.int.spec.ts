import { Operation } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually, ServiceProcess, SeverableLink } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { TestHolder } from './test-holder.ts';

const main = new URL('../../src/main.ts', import.meta.url);
const strict = { LEASE_PROFILE: 'strict' };

describe('a halt, when something fails', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let holders: TestHolder[] = [];

  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    organization = registry.organization();
  });

  afterEach(async () => {
    for (const holder of holders) holder.stop();
    holders = [];
    await registry.stop();
  });

  async function join(base?: string): Promise<TestHolder> {
    const holder = await TestHolder.join(registry, base === undefined ? {} : { base });
    holders.push(holder);
    return holder;
  }
  const receiptAt = async (path: string) => Operation.parse((await organization.call('GET', `${path}?waitMs=20000`)).body).receipt;

  it.each([
    ['a holder that answers', false, 'acked'],
    ['a frozen holder', true, 'leaseExpired'],
  ])('is proven by another replica, of %s, when the one that has committed it is killed', async (_, isFrozen, outcome) => {
    await registry.startService(strict);
    const doomed = await ServiceProcess.start(main, registry.environment(strict));
    const holder = await join();
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    if (isFrozen) holder.freeze();
    const path = `/v1/organizations/${organization.organizationId}/connectors/${connectorId}/deactivate?waitMs=0`;
    const { body } = await registry.call('POST', path, { body: { reason: 'leaked' } }, doomed.url);
    await doomed.kill();
    const receipt = await receiptAt(`/operations/${body.operationId}`);
    expect(receipt).toMatchObject({ state: 'HALTED', holders: [{ instanceId: holder.instanceId, outcome }] });
    expect(holder.mayStart(connectorId, 1)).toBeDefined();
  });

  it('is proven all the same while Kafka is away, and its event follows', async () => {
    await registry.startService({ ...strict, KAFKA_BROKERS: '127.0.0.1:1' });
    const holder = await join();
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    expect([answer.status, answer.body.halt.state, answer.body.halt.acked]).toEqual([200, 'HALTED', 1]);
    const path = organization.below(answer.headers.get('location'));
    const unpublished = Operation.parse((await organization.call('GET', path)).body);
    expect(unpublished).toMatchObject({ state: 'RUNNING', halt: { eventPublishedAt: null } });
    expect(unpublished.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(['commit DONE', 'halt DONE', 'publish-event RUNNING']);
    await registry.stopService();
    await registry.startService(strict);
    await eventually(async () => expect((await organization.call('GET', path)).body.state).toBe('SUCCEEDED'), soon);
  });

  it('is proven by the end of leases where Postgres was away, whose holders stop by themselves and go on when it is back', async () => {
    const link = await SeverableLink.to(registry.database.url);
    await registry.startService({ ...strict, POSTGRES_URL: link.via(registry.database.url) });
    const holder = await join();
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    await link.sever();
    await eventually(() => expect(holder.mayStart(connectorId, 1)).toBe('STALE'), soon);
    await link.mend();
    await eventually(() => expect(holder.mayStart(connectorId, 1)).toBeUndefined(), soon);
    const halted = await eventually(async () => {
      const answer = await organization.halt(connectorId, '?waitMs=20000');
      expect(answer.status).toBe(200);
      return answer.body.halt;
    }, soon);
    expect(halted).toMatchObject({ state: 'HALTED', total: 1 });
    expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
    await registry.stopService();
    await link.sever();
  });

  it('waits out the leases that a failover may have lost, in an epoch that its first write begins', async () => {
    await registry.startService(strict);
    const holder = await join();
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    const superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'failover-test' });
    // As the database would be on another timeline, the leases gone with the last commits; its trigger must not see it.
    await superuser.query('SET session_replication_role = replica');
    await superuser.query("UPDATE outbox_clock SET timeline = 'another/00000001'");
    await superuser.query('DELETE FROM holder_lease');
    await superuser.close();
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    expect(answer).toMatchObject({ status: 200, body: { halt: { state: 'HALTED' } } });
    expect(answer.body.halt.haltedAfterMs).toBeGreaterThanOrEqual(2_000);
    expect(holder.state.epoch).toBe(2);
    expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
  });

  it('believes a holder of the platform that knows more than the database, and begins an epoch', async () => {
    await registry.startService(strict);
    const holder = await join();
    const { connectorId } = await organization.create();
    await holder.knows(connectorId, 1);
    const restored = await TestHolder.of(registry);
    const { body } = await restored.renew({ epoch: 1, appliedSeq: 1_000 });
    expect(body).toMatchObject({ epoch: 2, snapshot: [{ connectorId }] });
    await eventually(() => expect(holder.state.epoch).toBe(2), soon);
    expect(holder.mayStart(connectorId, 1)).toBeUndefined();
  });
});
