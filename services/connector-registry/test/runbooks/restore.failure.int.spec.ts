import { connectorState } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { EventStream } from '../event-feed/event-stream.ts';
import { RunningRegistry, soon } from '../running-registry.ts';
import { Runbook } from './runbook.ts';

const runbook = new Runbook('restore-from-backup');

interface LastCheck {
  ahead: number;
  published: number;
}

describe('a database that is restored from a backup, as the runbook says,', () => {
  let registry: RunningRegistry;
  let admin: OwnConnection;
  const checkOften = { STATE_CHECK_EVERY_MS: '300' };

  beforeAll(async () => {
    registry = await RunningRegistry.start(checkOften);
    const postgres = Object.assign(new URL(registry.database.superuserUrl), { pathname: '/postgres' });
    admin = await OwnConnection.open({ url: postgres.href, applicationName: 'restore-test' });
  });

  afterAll(async () => {
    await registry.stop();
    await admin.close();
  });

  const inDatabase = async <Row extends object>(statement: string): Promise<Row[]> => {
    const superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'restore-test' });
    try {
      return await superuser.query<Row & Record<string, unknown>>(statement);
    } finally {
      await superuser.close();
    }
  };
  const name = () => new URL(registry.database.superuserUrl).pathname.slice(1);
  const copy = (from: string, to: string) => admin.query(`CREATE DATABASE ${to} TEMPLATE ${from} STRATEGY file_copy`);
  const lastCheck = async (): Promise<LastCheck | undefined> =>
    (await inDatabase<{ result: LastCheck | null }>("SELECT result FROM periodic_job WHERE name = 'check-state-topic'"))[0]?.result ??
    undefined;
  const lastOf = (connectorId: string) => registry.topics.of(connectorState.name, connectorId).at(-1);

  it('halts what it has forgotten about, and is believed again by those who know more', async () => {
    const organization = registry.organization();
    const kept = await organization.create();
    await eventually(() => expect(lastOf(kept.connectorId)?.data.version).toBe(1), soon);
    await registry.stopService();
    await copy(name(), `${name()}_backup`);

    await registry.startService(checkOften);
    const authorization = `Bearer ${await registry.identity.userToken('full-admin')}`;
    const follow = (headers = {}) =>
      EventStream.open(`${registry.url}/v1/organizations/${organization.organizationId}/events`, { authorization, ...headers });
    const before = await (await follow()).following();
    await organization.deactivate(kept.connectorId);
    const lost = await organization.create();
    await eventually(() => expect(before.events).toHaveLength(2), soon);
    await eventually(() => expect(lastOf(lost.connectorId)?.data.version).toBe(1), soon);
    await registry.stopService();

    await admin.query(`DROP DATABASE ${name()}`);
    await copy(`${name()}_backup`, name());
    await admin.query(`DROP DATABASE ${name()}_backup`);
    await inDatabase(runbook.statement('raise-epoch'));
    await registry.startService(checkOften);
    await eventually(async () => expect(await lastCheck()).toMatchObject({ ahead: 2 }), soon);

    await inDatabase(runbook.statement('overtake-known', { connector_id: kept.connectorId, topic_version: 2 }));
    const buried = { connector_id: lost.connectorId, topic_version: 1, organization_id: organization.organizationId };
    await inDatabase(runbook.statement('bury-unknown', buried));
    await eventually(() => {
      expect(lastOf(kept.connectorId)).toMatchObject({ data: { state: 'INACTIVE', version: 3 }, headers: { ce_registryepoch: '2' } });
      expect(lastOf(lost.connectorId)).toMatchObject({ data: { state: 'DELETED', version: 2 } });
    }, soon);
    await eventually(async () => expect(await lastCheck()).toMatchObject({ ahead: 0, published: 0 }), soon);

    const after = await follow({ 'last-event-id': before.lastEventId });
    await eventually(() => expect(after.of('resync')).toHaveLength(1), soon);
    const ifMatch = { headers: { 'if-match': '"3"' } };
    expect((await organization.call('POST', `/connectors/${kept.connectorId}/activate`, ifMatch)).status).toBe(200);
    await eventually(() => expect(after.of('patchbay.ConnectorActivated')).toHaveLength(1), soon);
    expect(after.lastEventId).toMatch(/^2-\d+$/);
    after.leave();
  });
});
