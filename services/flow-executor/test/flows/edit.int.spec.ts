import { randomUUID } from 'node:crypto';
import { Flow } from '@patchbay/contracts';
import { expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';

describe('changes of a flow', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;
  let flowId: string;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(async () => {
    organization = executor.organization();
    ({ flowId } = await organization.import(askingFlow()));
  });

  const tokenOf = (user: string) => executor.around.identity.userToken(user);
  const flow = async () => Flow.parse((await organization.call('GET', `/flows/${flowId}`)).body);
  const patch = async (body: Record<string, unknown>, ifMatch = '"1"') =>
    organization.call('PATCH', `/flows/${flowId}`, { body, headers: { 'if-match': ifMatch } });
  const act = async (verb: string, user = 'developer', body?: unknown) =>
    organization.call('POST', `/flows/${flowId}/${verb}`, { token: await tokenOf(user), body });

  describe('edit', () => {
    it('changes what is named, and nothing else of the export', async () => {
      const text = JSON.stringify(askingFlow()).replace('"name"', '"exact":1.0,"name"');
      expectStatus(200, await organization.call('POST', '/flows?overwrite=yes', { raw: `{"export":${text}}` }));
      const answer = await patch({ name: 'Renamed', owner: 'bob' }, '"2"');
      expect(Flow.parse(expectStatus(200, answer))).toMatchObject({
        name: 'Renamed',
        owner: 'bob',
        version: 3,
        description: 'Reads a switch before the call is queued',
      });
      expect(answer.headers.get('etag')).toBe('"3"');
      const exported = await organization.call('GET', `/flows/${flowId}/export`);
      expect(exported.text).toBe(text.replace('"Ask, then queue"', '"Renamed"'));
    });

    it('binds connectors and says what a halted call gets, without the export', async () => {
      const { connectorId } = await organization.connector();
      const settings = { onConnectorInactive: 'ERROR_PATH', fallbackDestination: 'Emergency' };
      const changed = await patch({ ...settings, description: '', connectors: { [connectorInExports]: connectorId } });
      expect(expectStatus(200, changed)).toMatchObject({ ...settings, description: '' });
      expect((await organization.call('POST', `/flows/${flowId}/validate`)).body).toEqual({ valid: true, rows: [] });
      expect(expectStatus(200, await patch({ fallbackDestination: null }, '"2"'))).toMatchObject({ fallbackDestination: null });
    });

    it('needs the version that was seen, and a name that is free', async () => {
      await organization.import(askingFlow({}, { name: 'Taken' }));
      expect(problemOf(await patch({ name: 'taken' }))).toEqual({ status: 409, code: 'flow.name-taken' });
      expect(problemOf(await patch({ owner: 'bob' }, '"7"'))).toEqual({ status: 412, code: 'flow.version-mismatch' });
      expectStatus(200, await patch({ name: 'ASK, THEN QUEUE' }));
    });

    it.each([
      [{ name: ' ' }, 'name'],
      [{ name: 'a\0' }, 'name'],
      [{ name: '\ud800' }, 'name'],
      [{ owner: '' }, 'owner'],
      [{ colour: 'red' }, 'colour'],
      [{ connectors: { a: 'b' } }, 'connectors.a'],
    ])('refuses %j', async (body, field) => {
      const answer = await patch(body);
      expect(problemOf(answer)).toEqual({ status: 400, code: 'request.invalid' });
      expect((answer.body.errors as { field: string }[])[0]?.field).toBe(field);
    });
  });

  describe('copy', () => {
    it('makes a new flow of the draft, for its caller', async () => {
      const answer = await act('copy', 'bob', { name: 'Second line' });
      const copy = Flow.parse(expectStatus(201, answer));
      expect(copy).toMatchObject({ name: 'Second line', owner: 'bob', version: 1, labels: {} });
      expect(copy.flowId).not.toBe(flowId);
      expect(answer.headers.get('location')).toBe(`/v1/organizations/${organization.organizationId}/flows/${copy.flowId}`);
      const { body } = await organization.call('GET', `/flows/${copy.flowId}/export`);
      expect(body).toEqual(askingFlow({}, { name: 'Second line' }));
      expect(problemOf(await act('copy', 'bob', { name: 'Second line' }))).toEqual({ status: 409, code: 'flow.name-taken' });
    });
  });

  describe('lock', () => {
    it('keeps everybody else from changing the flow, until it is unlocked', async () => {
      expect(Flow.parse(expectStatus(200, await act('lock', 'ada')))).toMatchObject({ locked: { by: 'ada' }, version: 1 });
      expectStatus(200, await act('lock', 'ada'));
      const body = { export: askingFlow() };
      const headers = { 'if-match': '"1"' };
      const refused = [
        await act('lock', 'bob'),
        await act('unlock', 'bob'),
        await act('publish', 'bob', { connectors: { a: randomUUID() } }),
        await patch({ owner: 'bob' }),
        await organization.call('PUT', `/flows/${flowId}`, { body, headers }),
        await organization.call('POST', '/flows', { body: { ...body, overwrite: true } }),
        await organization.call('DELETE', `/flows/${flowId}`),
      ];
      for (const answer of refused) expect(problemOf(answer)).toEqual({ status: 409, code: 'flow.locked' });
      expect(refused[0]?.body).toMatchObject({ lockedBy: 'ada', since: (await flow()).locked?.since });
      const { connectorId } = await organization.connector();
      const mine = { body: { ...body, connectors: { [connectorInExports]: connectorId } }, headers, token: await tokenOf('ada') };
      expectStatus(200, await organization.call('PUT', `/flows/${flowId}`, mine));
      expect(problemOf(await act('publish', 'bob', {}))).toEqual({ status: 409, code: 'flow.locked' });
      expectStatus(200, await act('publish', 'ada', {}));
      expect(problemOf(await organization.call('PUT', `/flows/${flowId}/labels/Test`, { body: { versionNumber: 1 } }))).toEqual({
        status: 409,
        code: 'flow.locked',
      });
      expect(expectStatus(200, await act('unlock', 'ada'))).toMatchObject({ locked: null });
      expectStatus(200, await act('lock', 'bob'));
    });

    it('is taken away by an administrator', async () => {
      expectStatus(200, await act('lock', 'ada'));
      expect(expectStatus(200, await act('unlock', 'full-admin'))).toMatchObject({ locked: null });
      expect((await flow()).locked).toBeNull();
    });
  });

  describe('access', () => {
    const routes: [string, string, unknown][] = [
      ['PATCH', '', { owner: 'x' }],
      ['POST', '/copy', { name: 'x' }],
      ['POST', '/lock', undefined],
      ['POST', '/unlock', undefined],
      ['POST', '/flow:resume', undefined],
      ['GET', '/versions', undefined],
      ['GET', '/versions/1', undefined],
      ['GET', '/versions/1/export', undefined],
      ['GET', '/versions/compare?from=1&to=draft', undefined],
      ['PUT', '/labels/Live', { versionNumber: 1 }],
    ];

    it.each(routes)('%s %s is for those who may, and of another organization it is not there', async (method, path, body) => {
      const at = (id: string) => `/flows/${id}${path}`;
      const headers = { 'if-match': '"1"' };
      expect((await organization.call(method, at(flowId), { token: null, body, headers })).status).toBe(401);
      const forbidden = await organization.call(method, at(flowId), { token: await tokenOf('read-only-admin'), body, headers });
      expect(problemOf(forbidden)).toEqual({ status: 403, code: 'access.role-not-allowed' });
      const { flowId: elsewhere } = await executor.organization().import(askingFlow());
      for (const id of [elsewhere, randomUUID(), 'no-id']) {
        const answer = await organization.call(method, at(id), { body, headers });
        expect(problemOf(answer)).toEqual({ status: 404, code: 'flow.not-found' });
      }
    });
  });
});
