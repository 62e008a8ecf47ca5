import { randomUUID } from 'node:crypto';
import type { HistoryEntry, HistoryPage, HistoryVerification } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;

beforeAll(async () => {
  registry = await RunningRegistry.start({ TRUSTED_PROXIES: '127.0.0.1' });
});
beforeEach(() => {
  organization = registry.organization();
});
afterAll(() => registry?.stop());

const administrator = { kind: 'user', id: 'full-admin', roles: ['full-admin'] };

async function historyOf(path = '/history'): Promise<HistoryEntry[]> {
  const { status, body } = await organization.call<HistoryPage>('GET', path);
  expect(status).toBe(200);
  return body.items;
}

/** An attempt is written beside its answer. */
const refusals = (...codes: string[]) =>
  eventually(async () => {
    const found = await historyOf('/history?outcome=REFUSED');
    expect(found.map(({ code }) => code).toReversed()).toEqual(codes);
    return found;
  }, soon);

describe('a change', () => {
  it('is kept with who made it, by which role, when, from where, in which request, and what was there before and after', async () => {
    const headers = { 'x-request-id': 'r-42', 'x-forwarded-for': '203.0.113.9' };
    const created = await organization.create();
    const path = `/connectors/${created.connectorId}`;
    await organization.call('POST', `${path}/deactivate`, { body: { reason: 'leaked' }, headers });
    await organization.call('PATCH', path, { body: { name: 'ERP' }, headers: { 'if-match': '"2"' } });
    await organization.call('POST', `${path}/activate`);
    const [activated, updated, deactivated, made] = await historyOf(`${path}/history`);
    expect([made, deactivated, updated, activated].map((entry) => [entry?.seq, entry?.action])).toEqual([
      [1, 'connector.create'],
      [2, 'connector.deactivate'],
      [3, 'connector.update'],
      [4, 'connector.activate'],
    ]);
    expect(made).toMatchObject({ before: null, after: { name: created.name, version: 1 } });
    expect(deactivated).toMatchObject({
      organizationId: organization.organizationId,
      outcome: 'DONE',
      actor: administrator,
      remoteAddress: '203.0.113.9',
      requestId: 'r-42',
      connectorId: created.connectorId,
      operationId: expect.any(String),
      reason: 'leaked',
      code: null,
      before: { state: 'ACTIVE', version: 1 },
      after: { state: 'INACTIVE', version: 2 },
    });
    expect(Math.abs(Date.parse(deactivated?.at ?? '') - Date.now())).toBeLessThan(60_000);
    expect(updated).toMatchObject({ remoteAddress: '127.0.0.1', before: { name: created.name }, after: { name: 'ERP' } });
  });

  it('of references is kept for each connector that it concerns', async () => {
    const [one, other] = [await organization.create(), await organization.create()];
    const flowId = randomUUID();
    await organization.refer(flowId, one, other);
    await organization.refer(flowId, one);
    await organization.call('DELETE', `/flows/${flowId}/references`);
    const entries = (await historyOf(`/history?flowId=${flowId}`)).toReversed();
    const use = [expect.objectContaining({ flowId, versionNumber: 1 })];
    expect(entries.map(({ action, connectorId, before, after }) => ({ action, connectorId, before, after }))).toEqual([
      ...[one, other].map(({ connectorId }) => ({ action: 'reference.register', connectorId, before: [], after: use })),
      { action: 'reference.register', connectorId: other.connectorId, before: use, after: [] },
      { action: 'reference.release', connectorId: one.connectorId, before: use, after: [] },
    ]);
    expect(entries.every(({ actor }) => actor.id === 'full-admin')).toBe(true);
  });

  it('that is none is not kept', async () => {
    const inactive = await organization.createInactive();
    const flowId = randomUUID();
    await organization.refer(flowId, inactive);
    const before = await historyOf();
    await organization.refer(flowId, inactive);
    await organization.call('PATCH', `/connectors/${inactive.connectorId}`, {
      body: { name: inactive.name },
      headers: { 'if-match': '"2"' },
    });
    expect(await historyOf()).toEqual(before);
  });

  it('that the registry makes by itself is kept under the name of who began the operation', async () => {
    const inactive = await organization.createInactive();
    const flowId = randomUUID();
    await organization.refer(flowId, inactive);
    const operation = await organization.delete(inactive.connectorId);
    await organization.detach(flowId, inactive.connectorId, operation);
    await eventually(async () => expect((await organization.call('GET', operation)).body.state).toBe('SUCCEEDED'), { withinMs: 20_000 });
    const operationId = operation.split('/').at(-1);
    const entries = (await historyOf(`/history?operationId=${operationId}`)).toReversed();
    expect(entries).toMatchObject([
      {
        action: 'connector.delete',
        actor: administrator,
        remoteAddress: '127.0.0.1',
        before: { state: 'INACTIVE' },
        after: { state: 'DELETING' },
      },
      { action: 'connector.complete-deletion', actor: administrator, remoteAddress: null, after: { state: 'DELETED' } },
      { action: 'reference.detach', actor: administrator, remoteAddress: null, flowId, before: [{ flowId }], after: [] },
    ]);
  });

  it('that a flow makes in the middle of a deletion is kept once, and one that is undone is not kept', async () => {
    const inactive = await organization.createInactive();
    const [gone, restored] = [randomUUID(), randomUUID()];
    for (const flowId of [gone, restored]) await organization.refer(flowId, inactive);
    const operation = await organization.delete(inactive.connectorId);
    await organization.detach(restored, inactive.connectorId, operation);
    await eventually(async () => expect((await organization.call('GET', operation)).body).toMatchObject({ progress: { done: 1 } }), soon);
    await organization.call('DELETE', `/flows/${gone}/references`);
    await organization.call('POST', `${operation}/cancel`);
    const kept = (await historyOf(`/connectors/${inactive.connectorId}/history`)).slice(0, 3).toReversed();
    expect(kept.map(({ action, flowId }) => [action, flowId])).toEqual([
      ['connector.delete', null],
      ['reference.release', gone],
      ['connector.cancel-deletion', null],
    ]);
  });

  it('is not made when it cannot be kept', async () => {
    const { connectorId } = await organization.create();
    await asSuperuser('REVOKE INSERT ON history FROM connector_registry_service');
    const answer = await organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { reason: 'leaked' } });
    await asSuperuser('GRANT INSERT ON history TO connector_registry_service');
    expect(answer.status).toBe(500);
    expect((await organization.call('GET', `/connectors/${connectorId}`)).body).toMatchObject({ state: 'ACTIVE', version: 1 });
  });
});

describe('a refused attempt', () => {
  it('is kept with its code, in whatever way it was refused', async () => {
    const { connectorId } = await organization.create();
    const path = `/connectors/${connectorId}`;
    const token = await registry.identity.userToken('read-only-admin');
    await organization.call('POST', `${path}/deactivate`, { token, body: { reason: 'because' }, headers: { 'x-request-id': 'r-43' } });
    await refusals('access.role-not-allowed');
    await organization.call('PATCH', path, { body: { name: 'ERP' }, headers: { 'if-match': '"1"' } });
    await refusals('access.role-not-allowed', 'connector.illegal-transition');
    await organization.call('POST', `${path}/deactivate`, { body: { reason: '' } });
    const [invalid, illegal, forbidden] = await refusals('access.role-not-allowed', 'connector.illegal-transition', 'request.invalid');
    expect(forbidden).toMatchObject({
      action: 'connector.deactivate',
      outcome: 'REFUSED',
      actor: { kind: 'user', id: 'read-only-admin', roles: ['read-only-admin'] },
      remoteAddress: '127.0.0.1',
      requestId: 'r-43',
      connectorId,
      reason: 'because',
      before: null,
      after: null,
    });
    expect(illegal).toMatchObject({ action: 'connector.update', actor: administrator, connectorId });
    expect(invalid).toMatchObject({ action: 'connector.deactivate', connectorId });
  });

  it('of a stranger is kept in an organization that there is, and makes none', async () => {
    const token = await registry.identity.userToken('stranger');
    const nowhere = registry.organization();
    await nowhere.call('POST', '/connectors', { token, body: {} });
    await organization.create();
    await organization.call('POST', '/connectors', { token, body: {} });
    const [refused] = await refusals('organization.not-found');
    expect(refused).toMatchObject({ action: 'connector.create', actor: { id: 'stranger', roles: [] }, connectorId: null });
    expect((await nowhere.call<HistoryPage>('GET', '/history')).body.items).toEqual([]);
  });

  it('to read something is none', async () => {
    await organization.create();
    const token = await registry.identity.userToken('read-only-admin');
    await organization.call('GET', '/connectors', { token });
    await organization.call('DELETE', `/connectors/${randomUUID()}`, { token: null });
    await organization.call('POST', '/connectors', { token, body: {} });
    await refusals('access.role-not-allowed');
  });

  it('is refused in the same words when it cannot be kept, and is counted', async () => {
    await organization.create();
    const token = await registry.identity.userToken('read-only-admin');
    await asSuperuser('REVOKE INSERT ON history FROM connector_registry_service');
    const answer = await organization.call('POST', '/connectors', { token, body: {} });
    const metric = async () =>
      /patchbay_history_lost_attempts_total\D* (\d+)/.exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1];
    await eventually(async () => expect(await metric()).toBe('1'), soon);
    await asSuperuser('GRANT INSERT ON history TO connector_registry_service');
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.role-not-allowed' } });
  });
});

describe('the history', () => {
  it('is read by those who may read it', async () => {
    await historyOf();
    expect(registry.lastQuestion).toMatchObject({ action: { name: 'history.read' }, resource: { type: 'history', id: '*' } });
    const token = await registry.identity.userToken('read-only-admin');
    expect((await organization.call('GET', '/history', { token })).status).toBe(403);
    expect((await organization.call('GET', `/connectors/${randomUUID()}/history`)).body).toMatchObject({ code: 'connector.not-found' });
    await organization.create();
    expect((await registry.organization().call<HistoryPage>('GET', '/history')).body.items).toEqual([]);
  });

  it('comes in pages, and by connector, actor, action, outcome and time', async () => {
    const made = [await organization.createInactive(), await organization.createInactive()];
    const all = await historyOf();
    const { body } = await organization.call<HistoryPage>('GET', '/history?pageSize=3');
    expect(body.items).toEqual(all.slice(0, 3));
    expect(await historyOf(`/history?pageSize=3&pageToken=${body.nextPageToken}`)).toEqual(all.slice(3));
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
    for (const [query, expected] of cases) expect([query, await historyOf(`/history?${query}`)]).toEqual([query, expected]);
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
    expect(lines.map((line) => JSON.parse(line))).toEqual((await historyOf('/history?action=connector.create')).toReversed());
  });

  it('is one chain, whoever appends to it at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => organization.createInactive()));
    const entries = await historyOf();
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 16 }, (_, index) => 16 - index));
    expect(await verification()).toEqual({ entries: 16, head: { seq: 16, hash: entries[0]?.hash }, broken: null });
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
    expect(await verification()).toMatchObject({ entries: 4, broken: null });
    await asSuperuser(statement, [organization.organizationId, value]);
    expect(await verification()).toMatchObject({ broken: { seq, problem } });
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

async function verification(): Promise<HistoryVerification> {
  return (await organization.call<HistoryVerification>('GET', '/history/verification')).body;
}

async function asSuperuser(statement: string, values: unknown[] = []): Promise<void> {
  const connection = await OwnConnection.open({ url: registry.database.superuserUrl, applicationName: 'history-test-superuser' });
  await connection.query(statement, values);
  await connection.close();
}
