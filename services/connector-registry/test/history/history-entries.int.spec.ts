import { randomUUID } from 'node:crypto';
import type { HistoryPage } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { administrator, asSuperuser, OrganizationHistory } from './organization-history.ts';

let registry: RunningRegistry;
let organization: OrganizationClient;
let history: OrganizationHistory;

beforeAll(async () => {
  registry = await RunningRegistry.start({ TRUSTED_PROXIES: '127.0.0.1' });
});
beforeEach(() => {
  organization = registry.organization();
  history = new OrganizationHistory(organization);
});
afterAll(() => registry?.stop());

describe('a change', () => {
  it('is kept with who made it, by which role, when, from where, in which request, and what was there before and after', async () => {
    const headers = { 'x-request-id': 'r-42', 'x-forwarded-for': '203.0.113.9' };
    const created = await organization.create();
    const path = `/connectors/${created.connectorId}`;
    await organization.call('POST', `${path}/deactivate`, { body: { reason: 'leaked' }, headers });
    await organization.call('PATCH', path, { body: { name: 'ERP' }, headers: { 'if-match': '"2"' } });
    expect(await organization.call('POST', `${path}/activate`, { headers: { 'if-match': '"3"' } })).toMatchObject({ status: 200 });
    const [activated, updated, deactivated, made] = await history.at(`${path}/history`);
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
    const entries = (await history.at(`/history?flowId=${flowId}`)).toReversed();
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
    const before = await history.at();
    await organization.refer(flowId, inactive);
    await organization.call('PATCH', `/connectors/${inactive.connectorId}`, {
      body: { name: inactive.name },
      headers: { 'if-match': '"2"' },
    });
    expect(await history.at()).toEqual(before);
  });

  it('is not made when it cannot be kept', async () => {
    const { connectorId } = await organization.create();
    await asSuperuser(registry, 'REVOKE INSERT ON history FROM connector_registry_service');
    const answer = await organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { reason: 'leaked' } });
    await asSuperuser(registry, 'GRANT INSERT ON history TO connector_registry_service');
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
    await history.refusals('access.role-not-allowed');
    await organization.call('PATCH', path, { body: { name: 'ERP' }, headers: { 'if-match': '"1"' } });
    await history.refusals('access.role-not-allowed', 'connector.illegal-transition');
    await organization.call('POST', `${path}/deactivate`, { body: { reason: '' } });
    const [invalid, illegal, forbidden] = await history.refusals(
      'access.role-not-allowed',
      'connector.illegal-transition',
      'request.invalid',
    );
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
    const [refused] = await history.refusals('organization.not-found');
    expect(refused).toMatchObject({ action: 'connector.create', actor: { id: 'stranger', roles: [] }, connectorId: null });
    expect((await nowhere.call<HistoryPage>('GET', '/history')).body.items).toEqual([]);
  });

  it('to read something is none', async () => {
    await organization.create();
    const token = await registry.identity.userToken('read-only-admin');
    await organization.call('GET', '/connectors', { token });
    await organization.call('DELETE', `/connectors/${randomUUID()}`, { token: null });
    await organization.call('POST', '/connectors', { token, body: {} });
    await history.refusals('access.role-not-allowed');
  });

  it('is kept by a replica that stops', async () => {
    await organization.create();
    const token = await registry.identity.userToken('read-only-admin');
    const replica = await registry.startService();
    await registry.call('POST', `/v1/organizations/${organization.organizationId}/connectors`, { token, body: {} }, replica.url);
    await replica.stop();
    expect(await history.at('/history?outcome=REFUSED')).toMatchObject([{ code: 'access.role-not-allowed' }]);
  });

  it('is refused in the same words when it cannot be kept, and is counted', async () => {
    await organization.create();
    const token = await registry.identity.userToken('read-only-admin');
    await asSuperuser(registry, 'REVOKE INSERT ON history FROM connector_registry_service');
    const answer = await organization.call('POST', '/connectors', { token, body: {} });
    const metric = async () =>
      /patchbay_history_lost_attempts_total\D* (\d+)/.exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1];
    await eventually(async () => expect(await metric()).toBe('1'), soon);
    await asSuperuser(registry, 'GRANT INSERT ON history TO connector_registry_service');
    expect(answer).toMatchObject({ status: 403, body: { code: 'access.role-not-allowed' } });
  });
});
