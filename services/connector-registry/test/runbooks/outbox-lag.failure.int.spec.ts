import { connectorLifecycle } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { RunningRegistry, soon } from '../running-registry.ts';
import { Runbook } from './runbook.ts';

const runbook = new Runbook('outbox-lag');

describe('the runbook "outbox lag", while Kafka is away', () => {
  let registry: RunningRegistry;
  let superuser: OwnConnection;
  let system: OwnConnection;
  const lines: string[] = [];
  const tried = new Set<string>();

  beforeAll(async () => {
    registry = await RunningRegistry.prepare();
    await registry.startService({ KAFKA_BROKERS: '127.0.0.1:1', LOG_LEVEL: 'warn' }, { write: (line) => void lines.push(line) });
    superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'runbook' });
    system = await OwnConnection.open({ url: registry.database.url, applicationName: 'runbook', role: 'connector_registry_system' });
  });
  afterAll(async () => {
    await Promise.all([superuser.close(), system.close()]);
    await registry.stop();
  });

  function run(name: string, { as = superuser, ...values }: { as?: OwnConnection; pid?: number } = {}) {
    tried.add(name);
    return as.query<Record<string, unknown>>(runbook.statement(name, values));
  }
  const metric = async (name: string) =>
    Number(new RegExp(`${name}\\{.*\\} (\\S+)`).exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1]);

  it('tells what waits, for whom, and what to do, and that it is over', async () => {
    const { connectorId } = await registry.organization().create();
    const [age] = runbook.metrics;
    expect(runbook.metrics).toEqual(['patchbay_outbox_oldest_unpublished_age_seconds', 'patchbay_connector_state_differences']);
    const exposed = await (await fetch(`${registry.url}/metrics`)).text();
    for (const name of runbook.metrics) expect(exposed).toContain(`${name}{`);
    await eventually(async () => expect(await metric(String(age))).toBeGreaterThan(0), soon);
    await eventually(() => expect(lines.some((line) => line.includes('event-bus.unavailable'))).toBe(true), soon);

    expect(await run('relay-sessions')).toContainEqual(expect.objectContaining({ application_name: 'connector-registry-outbox-relay' }));
    for (const as of [superuser, system]) {
      expect(await run('waiting-events', { as })).toMatchObject([{ count: 2, min: expect.any(Date) }]);
      expect(await run('first-waiting-event', { as })).toMatchObject([{ subject: connectorId, aggregatetype: connectorLifecycle.name }]);
    }
    expect(Number((await run('notification-queue'))[0]?.pg_notification_queue_usage)).toBeLessThan(0.01);

    const [active] = await eventually(async () => {
      const relays = await run('active-relay');
      expect(relays).toHaveLength(1);
      return relays;
    }, soon);
    expect(await run('end-relay', { pid: Number(active?.pid) })).toEqual([{ pg_terminate_backend: true }]);
    await eventually(async () => {
      const [next] = await run('active-relay');
      expect(next?.pid).toEqual(expect.any(Number));
      expect(next?.pid).not.toBe(active?.pid);
    }, soon);

    await registry.stopService();
    await registry.startService();
    await eventually(() => expect(registry.topics.onceOf(connectorLifecycle.name, connectorId)).toHaveLength(1), soon);
    await eventually(async () => expect(await run('waiting-events', { as: system })).toMatchObject([{ count: 0 }]), soon);
    await eventually(async () => expect(await metric(String(age))).toBe(0), soon);
    expect([...tried].toSorted()).toEqual(runbook.statements.toSorted());
  });
});
