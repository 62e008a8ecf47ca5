import { randomUUID } from 'node:crypto';
import { type Connector, PlannedSchedule, Schedule, ScheduleList } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
afterAll(() => registry.stop());
beforeEach(() => {
  organization = registry.organization();
});

/** Local time in UTC, to the second; `in` is rounded up. */
const inSeconds = (seconds: number) => new Date(Math.ceil(Date.now() / 1_000 + seconds) * 1_000).toISOString().slice(0, 19);
const body = (over: object = {}) => ({ action: 'deactivate', at: inSeconds(3_600), timeZone: 'UTC', reason: 'rotation', ...over });
const schedulesOf = (connectorId: string) => `/connectors/${connectorId}/schedules`;

async function plan(connectorId: string, over: object = {}): Promise<{ path: string; etag: string; schedule: Schedule }> {
  const answer = await organization.call('POST', schedulesOf(connectorId), { body: body(over) });
  expect(answer.status).toBe(201);
  const path = (answer.headers.get('location') ?? '').replace(`/v1/organizations/${organization.organizationId}`, '');
  const { schedule } = PlannedSchedule.parse(answer.body);
  if (!schedule) throw new Error('nothing was planned');
  return { path, etag: answer.headers.get('etag') ?? '', schedule };
}

const stateOf = async (connectorId: string) => (await organization.call<Connector>('GET', `/connectors/${connectorId}`)).body.state;

describe('a schedule', () => {
  /** Planned for a moment that had not come when the registry heard of it. */
  const plannedSoon = (connectorId: string, action: string) => eventually(() => plan(connectorId, { action, at: inSeconds(2) }), soon);
  const made = (path: string) =>
    eventually(async () => {
      const { state, steps } = Schedule.parse((await organization.call('GET', path)).body);
      expect(state).toBe('DONE');
      return Date.parse(String(steps[0]?.endedAt)) - Date.parse(String(steps[0]?.dueAt));
    }, soon);

  it('fires when it is time and not before, across a restart', async () => {
    const { connectorId } = await organization.create();
    const deactivation = await plannedSoon(connectorId, 'deactivate');
    expect(await made(deactivation.path)).toBeGreaterThanOrEqual(0);
    expect(await stateOf(connectorId)).toBe('INACTIVE');
    const activation = await plannedSoon(connectorId, 'activate');
    await registry.startService();
    await registry.stopService();
    expect(await made(activation.path)).toBeGreaterThanOrEqual(0);
    expect(await stateOf(connectorId)).toBe('ACTIVE');
  });

  it('shows the calls to be expected beforehand, and plans nothing in a preview', async () => {
    const { connectorId } = await organization.create();
    const hourMs = 3_600_000;
    const hour = Math.floor(Date.now() / hourMs) * hourMs - 3 * hourMs;
    const at = new Date(hour + hourMs / 2).toISOString();
    const call = { flowId: randomUUID(), versionNumber: 1, connectorIds: [connectorId], outcome: 'ROUTED' as const, code: null };
    const outcomes = Array.from({ length: 70 }, () => ({ ...call, executionId: randomUUID(), startedAt: at, endedAt: at, durationMs: 1 }));
    await registry.report(organization.organizationId, { instanceId: 'executor-1', batch: 1, at, outcomes, inProgress: [] });
    const [from, to] = [1, 2].map((after) => new Date(hour + (23 + after) * hourMs).toISOString());
    const window = { action: 'window', at: from?.slice(0, 19), until: to?.slice(0, 19) };
    await eventually(async () => {
      const answer = await organization.call('POST', `${schedulesOf(connectorId)}?preview=true`, { body: body(window) });
      expect(answer).toMatchObject({
        status: 200,
        body: { schedule: null, connector: { connectorId }, expected: { from, to, calls: 10 } },
      });
    }, soon);
    expect((await organization.call('GET', schedulesOf(connectorId))).body).toEqual({ items: [] });
  });

  it('expects nothing of an activation', async () => {
    const { connectorId } = await organization.createInactive();
    const answer = await organization.call('POST', schedulesOf(connectorId), { body: body({ action: 'activate' }) });
    expect(answer).toMatchObject({ status: 201, body: { expected: null } });
  });

  it('is listed, changed and cancelled', async () => {
    const { connectorId } = await organization.create();
    const first = await plan(connectorId);
    const second = await plan(connectorId, { at: inSeconds(7_200) });
    const list = await organization.call<{ items: Schedule[] }>('GET', schedulesOf(connectorId));
    expect(list.body).toEqual({ items: [second.schedule, first.schedule] });

    const at = inSeconds(10_800);
    const changed = await organization.call('PATCH', first.path, { body: { at }, headers: { 'if-match': first.etag } });
    expect(changed).toMatchObject({ status: 200, body: { at, version: 2, steps: [{ dueAt: `${at}.000Z` }] } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await organization.call('PATCH', first.path, { body: { at }, headers: { 'if-match': first.etag } })).body).toMatchObject({
      code: 'schedule.version-stale',
    });

    const cancelled = await organization.call('DELETE', first.path);
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
    expect((await organization.call('DELETE', first.path)).body).toMatchObject({ code: 'schedule.not-changeable', status: 409 });
    expect((await organization.call('GET', first.path)).body).toEqual(cancelled.body);
  });

  it('is listed page by page, on from where the page before ended', async () => {
    const { connectorId } = await organization.create();
    const plans = [await plan(connectorId), await plan(connectorId), await plan(connectorId)];
    const list = async (query: string) => ScheduleList.parse((await organization.call('GET', `${schedulesOf(connectorId)}?${query}`)).body);
    const { items, nextPageToken } = await list('pageSize=2');
    await plan(connectorId);
    const rest = await list(`pageSize=2&pageToken=${nextPageToken}`);
    expect([...items, ...rest.items]).toEqual(plans.map(({ schedule }) => schedule).toReversed());
    expect(rest.nextPageToken).toBeUndefined();
  });

  it.each<[string, string, object]>([
    ['a page token that is none of ours', 'pageToken=MDE5Mg', { code: 'connector.page-token-invalid', field: 'pageToken' }],
    ['a page that is too large', 'pageSize=101', { code: 'request.invalid', errors: [{ field: 'pageSize' }] }],
  ])('is not listed by %s', async (_, query, problem) => {
    const { connectorId } = await organization.create();
    expect(await organization.call('GET', `${schedulesOf(connectorId)}?${query}`)).toMatchObject({ status: 400, body: problem });
  });

  it.each<[string, object, number, object]>([
    ['in the past', { at: '2020-01-01T00:00' }, 400, { code: 'schedule.time-passed', field: 'at' }],
    ['with a window that has no end', { action: 'window' }, 400, { code: 'schedule.window-invalid', field: 'until' }],
    ['in a zone that there is not', { timeZone: 'Mars/Olympus' }, 400, { code: 'request.invalid', errors: [{ field: 'timeZone' }] }],
    ['with an offset', { at: '2030-01-01T00:00:00Z' }, 400, { code: 'request.invalid', errors: [{ field: 'at' }] }],
    ['on a day that there is not', { at: '2030-02-30T00:00' }, 400, { code: 'request.invalid', errors: [{ field: 'at' }] }],
    ['without a reason', { reason: ' ' }, 400, { code: 'request.invalid', errors: [{ field: 'reason' }] }],
  ])('is refused %s', async (_, over, status, problem) => {
    const { connectorId } = await organization.create();
    expect(await organization.call('POST', schedulesOf(connectorId), { body: body(over) })).toMatchObject({ status, body: problem });
  });

  it('is refused to who may not make the change', async () => {
    const { connectorId } = await organization.create();
    const as = async (user: string) => {
      const token = await registry.identity.userToken(user);
      const answer = await organization.call('POST', schedulesOf(connectorId), { token, body: body() });
      return [answer.status, answer.body.code];
    };
    expect(await as('read-only-admin')).toEqual([403, 'access.role-not-allowed']);
    expect(await as('stranger')).toEqual([404, 'organization.not-found']);
  });

  it('is none of another organization', async () => {
    const { connectorId } = await organization.create();
    const { path } = await plan(connectorId);
    const other = registry.organization();
    const answers = await Promise.all([
      other.call('GET', path),
      other.call('DELETE', path),
      other.call('PATCH', path, { body: {}, headers: { 'if-match': '"1"' } }),
      other.call('GET', `/schedules/${randomUUID()}`),
    ]);
    expect(answers.map(({ status, body: { code } }) => [status, code])).toEqual(answers.map(() => [404, 'schedule.not-found']));
    expect((await other.call('GET', schedulesOf(connectorId))).body).toMatchObject({ code: 'connector.not-found' });
  });
});
