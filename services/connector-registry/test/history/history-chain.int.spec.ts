import { randomUUID } from 'node:crypto';
import type { HistoryEntry, HistoryPage } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { type OrganizationClient, RunningRegistry } from '../running-registry.ts';
import { asSuperuser, OrganizationHistory } from './organization-history.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;
let history: OrganizationHistory;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
beforeEach(() => {
  organization = registry.organization();
  history = new OrganizationHistory(organization);
});
afterAll(() => registry?.stop());

describe('the history', () => {
  it('is read by those who may read it', async () => {
    await history.at();
    expect(registry.lastQuestion).toMatchObject({ action: { name: 'history.read' }, resource: { type: 'history', id: '*' } });
    const token = await registry.identity.userToken('read-only-admin');
    expect((await organization.call('GET', '/history', { token })).status).toBe(403);
    expect((await organization.call('GET', `/connectors/${randomUUID()}/history`)).body).toMatchObject({ code: 'connector.not-found' });
    await organization.create();
    expect((await registry.organization().call<HistoryPage>('GET', '/history')).body.items).toEqual([]);
  });

  it('comes in pages, and by connector, actor, action, outcome and time', async () => {
    const made = [await organization.createInactive(), await organization.createInactive()];
    const all = await history.at();
    const { body } = await organization.call<HistoryPage>('GET', '/history?pageSize=3');
    expect(body.items).toEqual(all.slice(0, 3));
    expect(await history.at(`/history?pageSize=3&pageToken=${body.nextPageToken}`)).toEqual(all.slice(3));
    const [first] = made;
    const at = encodeURIComponent(all[1]?.at ?? '');
    const cases: [string, HistoryEntry[]][] = [
      [`connectorId=${first?.connectorId}`, all.slice(2)],
      ['action=connector.create', [all[1], all[3]].flatMap((entry) => entry ?? [])],
      ['actor=nobody', []],
      ['actor=full-admin&outcome=DONE', all],
      [`from=${at}`, all.filter((entry) => entry.at >= (all[1]?.at ?? ''))],
      [`to=${at}`, all.filter((entry) => entry.at < (all[1]?.at ?? ''))],
    ];
    for (const [query, expected] of cases) expect([query, await history.at(`/history?${query}`)]).toEqual([query, expected]);
    expect((await organization.call('GET', '/history?pageToken=none')).body).toMatchObject({ code: 'connector.page-token-invalid' });
  });

  it('is exported as lines of JSON, the oldest first', async () => {
    for (let n = 0; n < 3; n += 1) await organization.createInactive();
    const authorization = `Bearer ${await registry.identity.userToken('full-admin')}`;
    const answer = await fetch(`${registry.url}/v1/organizations/${organization.organizationId}/history/export?action=connector.create`, {
      headers: { authorization },
    });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual((await history.at('/history?action=connector.create')).toReversed());
  });

  it('is one chain, whoever appends to it at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => organization.createInactive()));
    const entries = await history.at();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 16 }, (_, index) => 16 - index));
    expect(await history.verification()).toEqual({ entries: 16, head: { seq: 16, hash: entries[0]?.hash }, broken: null });
  });

  it.each([
    ['UPDATE history SET actor_id = $2 WHERE organization_id = $1 AND seq = 2', 'bob', 2, 'changed'],
    [
      "UPDATE history SET after = jsonb_set(after, '{name}', to_jsonb($2::text)) WHERE organization_id = $1 AND seq = 1",
      'ERP',
      1,
      'changed',
    ],
    ['DELETE FROM history WHERE organization_id = $1 AND seq = $2::int', '2', 2, 'missing'],
    ['DELETE FROM history WHERE organization_id = $1 AND seq >= $2::int', '3', 3, 'missing'],
    ['UPDATE history_head SET seq = $2::int WHERE organization_id = $1', '3', 4, 'beyond-the-head'],
  ])('shows what a superuser has done: %s', async (statement, value, seq, problem) => {
    for (let n = 0; n < 2; n += 1) await organization.createInactive();
    expect(await history.verification()).toMatchObject({ entries: 4, broken: null });
    await asSuperuser(registry, statement, [organization.organizationId, value]);
    expect(await history.verification()).toMatchObject({ broken: { seq, problem } });
  });

  it('can be changed or deleted by nobody whom the service can become', async () => {
    await organization.create();
    for (const role of ['connector_registry_service', 'connector_registry_system']) {
      const connection = await OwnConnection.open({ url: registry.database.url, applicationName: 'history-test', role });
      await connection.query("SELECT set_config('app.tenant', $1, false)", [organization.organizationId]);
      for (const statement of [
        'UPDATE history SET hash = hash',
        'DELETE FROM history',
        'TRUNCATE history',
        'DELETE FROM history_head',
        'TRUNCATE history_head',
      ]) {
        await expect(connection.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
      await connection.close();
    }
  });
});
