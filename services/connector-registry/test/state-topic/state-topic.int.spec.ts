import { randomUUID } from 'node:crypto';
import { connectorState, type OrganizationId, type OutgoingEvent } from '@patchbay/contracts';
import { KafkaEventBus } from '@patchbay/event-bus';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';

describe('the state topic', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let superuser: OwnConnection;
  let careless: KafkaEventBus;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ STATE_CHECK_EVERY_MS: '300' });
    await registry.startService({ STATE_CHECK_EVERY_MS: '300' });
    superuser = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'state-topic-test' });
    careless = new KafkaEventBus({ ...registry.kafka, clientId: 'careless', onFatal: () => undefined });
  });

  afterAll(async () => {
    await Promise.all([superuser.close(), careless.close()]);
    await registry.stop();
  });

  beforeEach(() => {
    organization = registry.organization();
  });

  const recordsOf = (connectorId: string) => registry.topics.of(connectorState.name, connectorId);
  const versionsOf = (connectorId: string) => recordsOf(connectorId).map(({ data }) => data?.version);

  /** What no registry would publish any more: late, or of a history that has been lost. */
  async function publish(connectorId: string, data: object | null): Promise<void> {
    const envelope = {
      id: randomUUID(),
      source: 'careless',
      type: 'patchbay.ConnectorState',
      subject: connectorId,
      time: new Date().toISOString(),
      organizationId: organization.organizationId as OrganizationId,
      data,
    };
    await careless.publish([{ topic: connectorState.name, key: connectorId, envelope } satisfies OutgoingEvent]);
  }

  async function metric(name: string): Promise<number> {
    const metrics = await (await fetch(`${registry.url}/metrics`)).text();
    return Number(new RegExp(`${name}\\{.*\\} (\\S+)`).exec(metrics)?.[1]);
  }

  /** Of a check that began after now. */
  async function nextCheck(): Promise<{ compared: number; published: number; ahead: number }> {
    const [now] = await superuser.query<{ at: Date }>('SELECT clock_timestamp() AS at');
    return eventually(async () => {
      const [row] = await superuser.query<{ result: { compared: number; published: number; ahead: number } }>(
        `SELECT result FROM periodic_job WHERE name = 'check-state-topic' AND finished_at > $1::timestamptz + interval '1 second'`,
        [now?.at],
      );
      if (!row) throw new Error('there has been no check since');
      return row.result;
    }, soon);
  }

  it('is as the database is, however much changes while it is compared', async () => {
    const lives = Array.from({ length: 6 }, async () => {
      const { connectorId } = await organization.createInactive();
      for (let version = 2; version < 8; version += 1) {
        await organization.call('PATCH', `/connectors/${connectorId}`, {
          body: { description: `after ${version}` },
          headers: { 'if-match': `"${version}"` },
        });
      }
      return connectorId;
    });
    const ids = await Promise.all(lives);
    expect(await nextCheck()).toMatchObject({ published: 0, ahead: 0 });
    for (const id of ids) expect(versionsOf(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    await eventually(async () => expect(await metric('patchbay_connector_state_differences')).toBe(0), soon);
    await eventually(async () => expect(await metric('patchbay_connector_state_check_age_seconds')).toBeLessThan(60), soon);
  });

  describe('is told again what is, in the present version,', () => {
    it.each([
      ['when compaction has kept an older record', (record: object) => ({ ...record, version: 1, state: 'ACTIVE' })],
      ['when the record of that version says something else', (record: object) => ({ ...record, state: 'ACTIVE' })],
      ['when it is something that nobody can read', () => ({ nonsense: true })],
      ['when the record is lost', () => null],
    ])('%s', async (_, spoil) => {
      const { connectorId } = await organization.createInactive();
      const [, record] = await eventually(() => {
        const records = recordsOf(connectorId);
        expect(records).toHaveLength(2);
        return records;
      }, soon);
      await publish(connectorId, spoil(record?.data ?? {}));
      await eventually(() => expect(recordsOf(connectorId)).toHaveLength(4), soon);
      const mended = recordsOf(connectorId).at(-1);
      expect(mended?.data).toEqual(record?.data);
      expect(mended?.headers.ce_version).toBe('2');
      expect(await nextCheck()).toMatchObject({ published: 0, ahead: 0 });
      expect(recordsOf(connectorId)).toHaveLength(4);
    });
  });

  it('is left alone, and the metrics tell, when it knows more than the database: that is for a person', async () => {
    const { connectorId } = await organization.createInactive();
    await eventually(() => expect(recordsOf(connectorId)).toHaveLength(2), soon);
    const record = recordsOf(connectorId).at(-1)?.data ?? {};
    await publish(connectorId, { ...record, version: 9 });
    expect(await nextCheck()).toMatchObject({ published: 0, ahead: 1 });
    await eventually(async () => expect(await metric('patchbay_connector_state_ahead')).toBe(1), soon);
    expect(versionsOf(connectorId)).toEqual([1, 2, 9]);
    // What the runbook "restore from backup" says to do.
    await superuser.query('UPDATE connector SET version = 10 WHERE connector_id = $1', [connectorId]);
    await eventually(() => expect(versionsOf(connectorId)).toEqual([1, 2, 9, 10]), soon);
    expect(await nextCheck()).toMatchObject({ published: 0, ahead: 0 });
  });

  it('keeps a deleted connector for 30 days as a record, and then forgets it, once, though its row stays', async () => {
    const [young, old] = [await organization.createInactive(), await organization.createInactive()];
    for (const { connectorId } of [young, old]) {
      const operation = await organization.delete(connectorId);
      expect((await organization.call('GET', `${operation}?waitMs=30000`)).body.state).toBe('SUCCEEDED');
    }
    await superuser.query(`UPDATE connector SET updated_at = updated_at - interval '29 days 23 hours' WHERE connector_id = $1`, [
      young.connectorId,
    ]);
    await superuser.query(`UPDATE connector SET updated_at = updated_at - interval '30 days' WHERE connector_id = $1`, [old.connectorId]);
    await eventually(() => expect(recordsOf(old.connectorId).at(-1)?.data).toBeNull(), soon);
    expect(await nextCheck()).toMatchObject({ published: 0, ahead: 0 });
    expect(recordsOf(old.connectorId).filter(({ data }) => data === null)).toHaveLength(1);
    expect(recordsOf(young.connectorId).at(-1)?.data).toMatchObject({ state: 'DELETED' });
    expect((await organization.call('GET', `/connectors/${old.connectorId}`)).body).toMatchObject({ state: 'DELETED' });
  });
});
