import { randomUUID } from 'node:crypto';
import { Flow, FlowList, ValidationResult } from '@patchbay/contracts';
import { expectStatus } from '@patchbay/testing';
import { askingFlow, connectorInExports } from './support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from './support/running-executor.ts';

describe('flows', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    organization = executor.organization();
  });

  describe('import', () => {
    it('stores the export as a draft of its caller', async () => {
      const answer = await organization.call('POST', '/flows', { body: { export: askingFlow(), fallbackDestination: 'Emergency queue' } });
      const flow = Flow.parse(expectStatus(201, answer));
      expect(flow).toMatchObject({
        name: 'Ask, then queue',
        description: 'Reads a switch before the call is queued',
        owner: 'developer',
        version: 1,
        labels: {},
        notRunnable: null,
        onConnectorInactive: 'HALT',
        fallbackDestination: 'Emergency queue',
      });
      expect(answer.headers.get('location')).toBe(`/v1/organizations/${organization.organizationId}/flows/${flow.flowId}`);
      expect(answer.headers.get('etag')).toBe('"1"');
      expect((await organization.call('GET', `/flows/${flow.flowId}`)).body).toEqual(flow);
    });

    it('gives the export back byte for byte, whatever is in it', async () => {
      const text = JSON.stringify(askingFlow()).replace(
        '"keep":',
        '"exact": 1.0, "large":12345678901234567890,  "twice":1,"twice":2, "9":1,"10":2,"\\u00fc":"\\ud83d", "keep":',
      );
      const { body } = await organization.call<Flow>('POST', '/flows', {
        raw: `{ "onConnectorInactive":"HALT", "export" : ${text} , "connectors":{}}`,
      });
      const answer = await organization.call('GET', `/flows/${body.flowId}/export`);
      expect(answer.text).toBe(text);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    });

    it('takes 4 MiB, and no more', async () => {
      const padded = (bytes: number) => ({ export: askingFlow({}, { diagram: { widgets: 'x'.repeat(bytes) } }) });
      expectStatus(201, await organization.call('POST', '/flows', { body: padded(4_000_000) }));
      expect(problemOf(await organization.call('POST', '/flows', { body: padded(4_194_304) }))).toEqual({
        status: 413,
        code: 'request.too-large',
      });
    });

    it.each([
      ['that is no flow', { name: 'x', process: [] }, '$.process'],
      ['without a name', { process: { activities: {}, links: [] } }, '$.name'],
      ['whose name cannot be stored', askingFlow({}, { name: 'a\0b' }), '$.name'],
    ])('refuses a document %s, and says where', async (_, document, path) => {
      const answer = await organization.call('POST', '/flows', { body: { export: document } });
      expect(problemOf(answer)).toEqual({ status: 400, code: 'flow.malformed-export' });
      expect(answer.body.path).toBe(path);
    });

    it.each([
      ['an unknown field', { export: askingFlow(), colour: 'red' }, 'colour'],
      ['no export', {}, 'export'],
      ['an export of a wrong type', { export: 'text' }, 'export'],
      ['a policy that does not exist', { export: askingFlow(), onConnectorInactive: 'GO_ON' }, 'onConnectorInactive'],
      ['a connector that is no id', { export: askingFlow(), connectors: { x: 'y' } }, 'connectors.x'],
      ['a destination that cannot be stored', { export: askingFlow(), fallbackDestination: 'a\0' }, 'fallbackDestination'],
    ])('refuses %s by its field', async (_, body, field) => {
      const answer = await organization.call<{ errors: { field: string }[] }>('POST', '/flows', { body });
      expect(problemOf(answer)).toEqual({ status: 400, code: 'request.invalid' });
      expect(answer.body.errors.map((error) => error.field)).toContain(field);
    });
  });

  describe('list', () => {
    it('pages through the flows of the organization in the order of their import', async () => {
      const imported: string[] = [];
      for (let index = 0; index < 5; index += 1) imported.push((await organization.import(askingFlow())).flowId);
      await executor.organization().import(askingFlow());
      const listed: string[] = [];
      let query = '?pageSize=2';
      for (let pages = 0; pages < 3; pages += 1) {
        const { items, nextPageToken } = FlowList.parse(expectStatus(200, await organization.call('GET', `/flows${query}`)));
        listed.push(...items.map(({ flowId }) => flowId));
        query = `?pageSize=2&pageToken=${nextPageToken}`;
        if (pages === 2) expect(nextPageToken).toBeUndefined();
      }
      expect(listed).toEqual(imported);
    });

    it.each(['pageSize=0', 'pageSize=101', 'pageSize=x', 'pageToken=nonsense', 'colour=red'])('refuses %s', async (query) => {
      expect(problemOf(await organization.call('GET', `/flows?${query}`))).toEqual({ status: 400, code: 'request.invalid' });
    });
  });

  describe('replace draft', () => {
    it('needs the version that was seen, and leaves what is published', async () => {
      const { connectorId } = await organization.connector();
      const { flowId } = await organization.import(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
      await organization.publish(flowId);
      const { headers } = await organization.call('GET', `/flows/${flowId}`);
      const etag = headers.get('etag') ?? '';
      const body = { export: askingFlow({}, { name: 'Renamed' }), connectors: { [connectorInExports]: connectorId } };
      const replaced = await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': etag } });
      expect(replaced.body).toMatchObject({ name: 'Renamed', labels: { Live: 1, Latest: 1 }, version: 3 });
      expect(replaced.headers.get('etag')).toBe('"3"');
      const stale = await organization.call('PUT', `/flows/${flowId}`, { body, headers: { 'if-match': etag } });
      expect(problemOf(stale)).toEqual({ status: 412, code: 'flow.version-mismatch' });
      expect(stale.body.version).toBe(3);
      expect((await organization.startUntil(flowId, { type: 'ROUTED' })).versionNumber).toBe(1);
    });

    it.each([
      [undefined, 428, 'request.if-match-required'],
      ['7', 400, 'request.if-match-malformed'],
    ])('with If-Match %s is refused', async (ifMatch, status, code) => {
      const { flowId } = await organization.import(askingFlow());
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      expect(problemOf(await organization.call('PUT', `/flows/${flowId}`, { body: { export: askingFlow() }, headers }))).toEqual({
        status,
        code,
      });
    });
  });

  describe('validate', () => {
    it('answers no row for a flow that can be published', async () => {
      const { connectorId } = await organization.connector();
      const connectors = { [connectorInExports]: connectorId };
      const { flowId } = await organization.import(askingFlow(), { connectors, fallbackDestination: 'Emergency queue' });
      const answer = await organization.call('POST', `/flows/${flowId}/validate`);
      expect(ValidationResult.parse(expectStatus(200, answer))).toEqual({ valid: true, rows: [] });
    });

    it('answers a row for each fault, with the activity that has it', async () => {
      const { flowId } = await organization.import(
        askingFlow({ httpRequestPath: '/../{{', outputVariableArray: [{ outputVariable: 'missing', jsonPathExp: '$[' }] }),
      );
      const { valid, rows } = ValidationResult.parse(expectStatus(200, await organization.call('POST', `/flows/${flowId}/validate`)));
      expect(valid).toBe(false);
      const codes = rows.filter(({ activityLabel, severity }) => activityLabel === 'Ask' && severity === 'ERROR').map(({ code }) => code);
      expect(codes).toEqual(
        expect.arrayContaining(['flow.connector-unknown', 'flow.bad-template', 'flow.bad-json-path', 'flow.undeclared-variable']),
      );
    });

    it('knows the connectors of its own organization only', async () => {
      const { connectorId } = await executor.organization().connector({ name: 'elsewhere' });
      const { flowId } = await organization.import(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
      const { rows } = ValidationResult.parse((await organization.call('POST', `/flows/${flowId}/validate`)).body);
      expect(rows).toContainEqual(expect.objectContaining({ code: 'flow.connector-unknown', severity: 'ERROR' }));
    });

    it('refuses a method that the level of the connector does not permit', async () => {
      const { connectorId } = await organization.connector({ accessLevel: 'READ_ONLY' });
      const { flowId } = await organization.import(askingFlow({ httpRequestMethod: 'DELETE' }), {
        connectors: { [connectorInExports]: connectorId },
      });
      const { rows } = ValidationResult.parse((await organization.call('POST', `/flows/${flowId}/validate`)).body);
      expect(rows).toContainEqual(expect.objectContaining({ code: 'flow.method-not-permitted', severity: 'ERROR', activityLabel: 'Ask' }));
    });
  });

  describe('delete', () => {
    it('releases the references, and the flow neither runs nor is there any more', async () => {
      const { connectorId } = await organization.connector();
      const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
      await organization.startUntil(flowId, { type: 'ROUTED' });
      expectStatus(204, await organization.call('DELETE', `/flows/${flowId}`));
      expect(executor.around.registry.references.has(flowId)).toBe(false);
      for (const path of [`/flows/${flowId}`, `/flows/${flowId}/export`])
        expect(problemOf(await organization.call('GET', path)).status).toBe(404);
      const body = { flowId, contact: { ani: '1', dnis: '2' } };
      expect(problemOf(await organization.call('POST', '/executions', { body }))).toEqual({ status: 404, code: 'flow.not-found' });
    });

    it('goes on where it stopped when the registry did not answer', async () => {
      const { connectorId } = await organization.connector();
      const flowId = await organization.publishedFlow(askingFlow(), { connectors: { [connectorInExports]: connectorId } });
      executor.around.registry.refusesReferences = { status: 503, body: {} };
      expect((await organization.call('DELETE', `/flows/${flowId}`)).status).toBe(503);
      expect((await organization.call('GET', `/flows/${flowId}`)).status).toBe(404);
      executor.around.registry.refusesReferences = undefined;
      expectStatus(204, await organization.call('DELETE', `/flows/${flowId}`));
      expect(problemOf(await organization.call('DELETE', `/flows/${flowId}`))).toEqual({ status: 404, code: 'flow.not-found' });
    });
  });

  describe('access', () => {
    const routes: [string, string, unknown][] = [
      ['GET', '/flows', undefined],
      ['POST', '/flows', { export: {} }],
      ['GET', '/flows/:id', undefined],
      ['PUT', '/flows/:id', { export: {} }],
      ['DELETE', '/flows/:id', undefined],
      ['POST', '/flows/:id/validate', undefined],
      ['POST', '/flows/:id/publish', {}],
      ['GET', '/flows/:id/export', undefined],
      ['POST', '/executions', {}],
    ];
    const at = (path: string) => path.replace(':id', randomUUID());

    it.each(routes)('%s %s is refused without a token, with an expired and with a foreign one', async (method, path, body) => {
      const { identity } = executor.around;
      for (const token of [null, 'nonsense', await identity.expiredToken('developer'), await identity.foreignToken('developer')]) {
        const answer = await organization.call(method, at(path), { token, body });
        expect(problemOf(answer)).toEqual({ status: 401, code: 'request.unauthenticated' });
      }
    });

    it.each(routes)('%s %s is refused to a role that may not, and is not there for a stranger', async (method, path, body) => {
      const { identity } = executor.around;
      const forbidden = await organization.call(method, at(path), { token: await identity.userToken('read-only-admin'), body });
      expect(problemOf(forbidden)).toEqual({ status: 403, code: 'access.role-not-allowed' });
      const hidden = await organization.call(method, at(path), { token: await identity.userToken('stranger'), body });
      expect(problemOf(hidden)).toEqual({ status: 404, code: 'organization.not-found' });
    });

    it.each(routes.filter(([, path]) => path.includes(':id')))(
      '%s %s does not find the flow of another organization, nor one that is no id',
      async (method, path, body) => {
        const { flowId } = await executor.organization().import(askingFlow());
        for (const id of [flowId, randomUUID(), 'no-id', '..%2f']) {
          const content = method === 'PUT' ? { export: askingFlow() } : body;
          const answer = await organization.call(method, path.replace(':id', id), { body: content, headers: { 'if-match': '"1"' } });
          expect(problemOf(answer)).toEqual({ status: 404, code: 'flow.not-found' });
        }
      },
    );

    it.each(routes.filter(([, , body]) => body !== undefined))('%s %s refuses what is no JSON', async (method, path) => {
      const answer = await organization.call(method, at(path), { raw: '{"export": ' });
      expect(problemOf(answer)).toEqual({ status: 400, code: 'request.malformed-json' });
    });
  });
});
