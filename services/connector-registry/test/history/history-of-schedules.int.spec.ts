import { randomUUID } from 'node:crypto';
import { PlannedSchedule } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { administrator, asSuperuser, OrganizationHistory } from './organization-history.ts';

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

const plan = { action: 'deactivate', at: '2100-01-01T02:00:00', timeZone: 'UTC', reason: 'rotation' };

async function planned(connectorId: string, over: object = {}): Promise<{ path: string; scheduleId: string }> {
  const headers = { 'x-request-id': 'r-plan' };
  const answer = await organization.call('POST', `/connectors/${connectorId}/schedules`, { body: { ...plan, ...over }, headers });
  expect(answer.status).toBe(201);
  const scheduleId = PlannedSchedule.parse(answer.body).schedule?.scheduleId ?? '';
  return { path: `/schedules/${scheduleId}`, scheduleId };
}

describe('a scheduled change', () => {
  it('is kept when it is planned, changed and cancelled', async () => {
    const { connectorId } = await organization.create();
    const { path, scheduleId } = await planned(connectorId);
    await organization.call('PATCH', path, { body: { reason: 'audit' }, headers: { 'if-match': '"1"' } });
    await organization.call('DELETE', path);
    const entries = (await history.at(`/history?scheduleId=${scheduleId}`)).toReversed();
    const common = {
      outcome: 'DONE',
      actor: administrator,
      remoteAddress: '127.0.0.1',
      connectorId,
      scheduleId,
      operationId: null,
      code: null,
    };
    expect(entries).toMatchObject([
      {
        ...common,
        action: 'schedule.plan',
        requestId: 'r-plan',
        reason: 'rotation',
        before: null,
        after: { version: 1, reason: 'rotation' },
      },
      {
        ...common,
        action: 'schedule.change',
        reason: 'audit',
        before: { version: 1, reason: 'rotation' },
        after: { version: 2, reason: 'audit' },
      },
      {
        ...common,
        action: 'schedule.cancel',
        before: { version: 2, steps: [{ state: 'PENDING' }] },
        after: { version: 3, steps: [{ state: 'CANCELLED' }] },
      },
    ]);
    expect(await history.at(`/connectors/${connectorId}/history`)).toMatchObject([...entries.toReversed(), { action: 'connector.create' }]);
    expect(await history.verification()).toMatchObject({ entries: 4, broken: null });
  });

  it('is not kept when it is only shown, and once when it is asked for again', async () => {
    const { connectorId } = await organization.create();
    await organization.call('POST', `/connectors/${connectorId}/schedules?preview=true`, { body: plan });
    const headers = { 'idempotency-key': randomUUID() };
    for (let n = 0; n < 2; n += 1) await organization.call('POST', `/connectors/${connectorId}/schedules`, { body: plan, headers });
    expect((await history.at()).map(({ action }) => action)).toEqual(['schedule.plan', 'connector.create']);
  });

  it('is not planned when that cannot be kept', async () => {
    const { connectorId } = await organization.create();
    await asSuperuser(registry, 'REVOKE INSERT ON history FROM connector_registry_service');
    const answer = await organization.call('POST', `/connectors/${connectorId}/schedules`, { body: plan });
    await asSuperuser(registry, 'GRANT INSERT ON history TO connector_registry_service');
    expect(answer.status).toBe(500);
    expect((await organization.call('GET', `/connectors/${connectorId}/schedules`)).body).toEqual({ items: [] });
  });

  it('that was refused is kept with its code and the connector', async () => {
    const { connectorId } = await organization.create();
    const { path, scheduleId } = await planned(connectorId);
    const token = await registry.identity.userToken('read-only-admin');
    const codes = ['access.role-not-allowed'];
    await organization.call('POST', `/connectors/${connectorId}/schedules`, { token, body: plan });
    await history.refusals(...codes);
    for (const attempt of [
      {
        method: 'POST',
        at: `/connectors/${connectorId}/schedules`,
        body: { ...plan, at: '2001-01-01T00:00:00' },
        code: 'schedule.time-passed',
      },
      { method: 'PATCH', at: path, body: { reason: 'audit' }, code: 'schedule.version-stale' },
      { method: 'DELETE', at: `/schedules/${randomUUID()}`, code: 'schedule.not-found' },
    ]) {
      await organization.call(attempt.method, attempt.at, { body: attempt.body, headers: { 'if-match': '"7"' } });
      codes.push(attempt.code);
      await history.refusals(...codes);
    }
    const [unknown, stale, passed, forbidden] = await history.refusals(...codes);
    expect(forbidden).toMatchObject({ action: 'schedule.plan', actor: { id: 'read-only-admin' }, connectorId, reason: 'rotation' });
    expect(passed).toMatchObject({ action: 'schedule.plan', actor: administrator, connectorId });
    expect(stale).toMatchObject({ action: 'schedule.change', connectorId, scheduleId, reason: 'audit', before: null, after: null });
    expect(unknown).toMatchObject({ action: 'schedule.cancel', connectorId: null });
    expect(await history.verification()).toMatchObject({ broken: null });
  });

  it('that is made or skipped names its schedule', async () => {
    const { connectorId } = await organization.create();
    const { scheduleId } = await planned(connectorId, { action: 'window', until: '2100-01-01T03:00:00' });
    const due = async (step: number) => {
      const statement = `UPDATE connector_schedule SET attempt_at = now(), due_at = now() WHERE schedule_id = $1`;
      await asSuperuser(registry, statement, [scheduleId]);
      await eventually(async () => expect(await history.at(`/history?scheduleId=${scheduleId}`)).toHaveLength(step + 1), soon);
    };
    await due(1);
    await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"2"' } });
    await due(2);
    const [skipped, made] = await history.at(`/history?scheduleId=${scheduleId}`);
    expect(made).toMatchObject({ action: 'connector.deactivate', outcome: 'DONE', actor: administrator, remoteAddress: null, connectorId });
    expect(skipped).toMatchObject({ action: 'connector.activate', outcome: 'REFUSED', code: 'schedule.connector-changed', connectorId });
    expect(await history.verification()).toMatchObject({ entries: 5, broken: null });
  });
});
