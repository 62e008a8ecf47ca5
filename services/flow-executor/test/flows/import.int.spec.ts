import { Flow, ValidationResult, type ValidationRow } from '@patchbay/contracts';
import { expectStatus, type HttpAnswer } from '@patchbay/testing';
import { demoFlows, filesIn, ownExports, readExport, realFlows } from '../flow-files.ts';
import { askingFlow, connectorInExports } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';

const files = [demoFlows, ownExports, realFlows].flatMap((folder) => filesIn(folder).map((file) => [file, folder] as const));

/** By what an export could be bound to connectors. */
function namedIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { connectorId } = value as { connectorId?: unknown };
  return [...(typeof connectorId === 'string' ? [connectorId] : []), ...Object.values(value).flatMap(namedIn)];
}

describe('the import of a flow', () => {
  let executor: RunningExecutor;
  let organization: OrganizationClient;

  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());
  beforeEach(() => {
    organization = executor.organization();
  });

  const exported = async ({ flowId }: Pick<Flow, 'flowId'>) => (await organization.call('GET', `/flows/${flowId}/export`)).text;
  const imported = (body: Record<string, unknown>, query = '') => organization.call<Flow>('POST', `/flows${query}`, { body });

  async function upload(
    fields: Record<string, string | Blob>,
    method = 'POST',
    path = '/flows',
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer<Flow>> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.set(name, value);
      else form.set(name, value, 'flow.json');
    }
    const token = await executor.around.identity.userToken('developer');
    const response = await fetch(`${executor.url}/v1/organizations/${organization.organizationId}${path}`, {
      method,
      body: form,
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text), text };
  }
  const file = (text: string | Uint8Array<ArrayBuffer>) => new Blob([text], { type: 'application/json' });

  describe.each(files)('of %s', (name, folder) => {
    it('is exported again as it was, by a form and by JSON', async () => {
      const original = readExport(folder, name);
      const text = JSON.stringify(original, null, 1);
      const byForm = Flow.parse(expectStatus(201, await upload({ file: file(text) })));
      expect(await exported(byForm)).toBe(text);
      const byJson = Flow.parse(expectStatus(200, await imported({ export: original, overwrite: true })));
      expect(JSON.parse(await exported(byJson))).toEqual(original);
      const answer = await organization.call('POST', `/flows/${byJson.flowId}/validate`);
      for (const row of ValidationResult.parse(expectStatus(200, answer)).rows) expect(row.code).toMatch(/^flow\./);
    });

    it('is published with its connectors bound, or refused with a row for each fault of its author', async () => {
      const { connectorId } = await organization.connector({ accessLevel: 'READ_WRITE' });
      const original = readExport(folder, name);
      const { flowId } = Flow.parse(expectStatus(201, await imported({ export: original })));
      const connectors = Object.fromEntries(namedIn(original).map((reference) => [reference, connectorId]));
      const answer = await organization.call('POST', `/flows/${flowId}/publish`, { body: { connectors } });
      const rows = (answer.body.rows ?? []) as ValidationRow[];
      const faults = rows.filter(({ severity }) => severity === 'ERROR').map(({ code, activityLabel }) => `${code} ${activityLabel}`);
      expect([answer.status, faults]).toEqual([200, []]);
    });
  });

  describe('by a form', () => {
    it('takes the members of the JSON body as fields', async () => {
      const { connectorId } = await organization.connector();
      const fields = {
        connectors: JSON.stringify({ [connectorInExports]: connectorId }),
        onConnectorInactive: 'ERROR_PATH',
        fallbackDestination: 'Emergency',
      };
      const flow = expectStatus(201, await upload({ file: file(`\ufeff${JSON.stringify(askingFlow())}`), ...fields }));
      expect(flow).toMatchObject({ name: 'Ask, then queue', onConnectorInactive: 'ERROR_PATH', fallbackDestination: 'Emergency' });
      expect(expectStatus(200, await organization.call('POST', `/flows/${flow.flowId}/validate`))).toEqual({ valid: true, rows: [] });
      const etag = (await organization.call('GET', `/flows/${flow.flowId}`)).headers.get('etag') ?? '';
      const text = JSON.stringify(askingFlow({}, { description: 'Größer: 日本' }));
      expectStatus(200, await upload({ file: file(text) }, 'PUT', `/flows/${flow.flowId}`, { 'if-match': etag }));
      expect(await exported(flow)).toBe(text);
    });

    it('replaces the draft of the flow of that name with overwrite=yes', async () => {
      const first = expectStatus(201, await upload({ file: file(JSON.stringify(askingFlow())) }));
      const changed = { file: file(JSON.stringify(askingFlow({}, { description: 'new' }))) };
      expect(problemOf(await upload({ ...changed, overwrite: 'no' }))).toEqual({ status: 409, code: 'flow.name-taken' });
      expect(expectStatus(200, await upload({ ...changed, overwrite: 'yes' }))).toMatchObject({ flowId: first.flowId, description: 'new' });
    });

    it.each<[string, Record<string, string | Blob>, string]>([
      ['no file', { fallbackDestination: 'x' }, 'file'],
      ['a file that is no JSON', { file: file('{') }, 'file'],
      ['a file that is no text', { file: file(new Uint8Array([0xff, 0xfe, 0x7b])) }, 'file'],
      ['a mapping that is no JSON', { file: file('{}'), connectors: '{' }, 'connectors'],
      ['a second file', { file: file('{}'), owner: file('{}') }, 'owner'],
      ['an unknown field', { file: file('{}'), colour: 'red' }, 'colour'],
    ])('is refused with %s', async (_, fields, field) => {
      const answer = (await upload(fields)) as unknown as HttpAnswer<{ errors: { field: string }[] }>;
      expect(problemOf(answer)).toEqual({ status: 400, code: 'request.invalid' });
      expect(answer.body.errors.map((error) => error.field)).toContain(field);
    });

    it('is refused beyond 4 MiB, and where it is no form', async () => {
      expect(problemOf(await upload({ file: file(' '.repeat(4_194_304)) }))).toEqual({ status: 413, code: 'request.too-large' });
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      expect(problemOf(await organization.call('POST', '/flows', { raw: '--y\r\n\r\n', headers }))).toEqual({
        status: 400,
        code: 'request.invalid',
      });
    });
  });

  describe('of a name that is there', () => {
    it('says which flow has it, and what to do', async () => {
      const { flowId } = await organization.import(askingFlow());
      const answer = await imported({ export: askingFlow({}, { name: ' ASK, then Queue ' }) });
      expect(problemOf(answer)).toEqual({ status: 409, code: 'flow.name-taken' });
      expect(answer.body).toMatchObject({ flowId, detail: expect.stringContaining('overwrite') });
      expectStatus(201, await executor.organization().call('POST', '/flows', { body: { export: askingFlow() } }));
    });

    it.each(['?overwrite=yes', '?overwrite=true'])('replaces its draft with %s, and nothing that is published', async (query) => {
      const { connectorId } = await organization.connector();
      const connectors = { [connectorInExports]: connectorId };
      const { flowId } = await organization.import(askingFlow(), { connectors });
      await organization.publish(flowId);
      const answer = await imported({ export: askingFlow({}, { description: 'new' }), connectors }, query);
      expect(expectStatus(200, answer)).toMatchObject({ flowId, description: 'new', labels: { Live: 1 }, version: 3 });
      expect((await organization.startUntil(flowId, { type: 'ROUTED' })).versionNumber).toBe(1);
    });

    it('is refused once when two come at the same time', async () => {
      const answers = await Promise.all(Array.from({ length: 4 }, () => imported({ export: askingFlow() })));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    });

    it('is free again when that flow is deleted', async () => {
      const { flowId } = await organization.import(askingFlow());
      expectStatus(204, await organization.call('DELETE', `/flows/${flowId}`));
      expectStatus(201, await imported({ export: askingFlow() }));
    });
  });

  it('takes an export out of a wrapper, and the newer form of the designer', async () => {
    const wrapped = Flow.parse(expectStatus(201, await imported({ export: { flow: askingFlow() } })));
    expect(JSON.parse(await exported(wrapped))).toEqual(askingFlow());
    const fdl = {
      schemaVersion: '2.0',
      name: 'Newer',
      nodes: [
        { id: 'a', name: 'Start', activityType: 'start', properties: { activityName: 'start' } },
        { id: 'b', name: 'Done', activityType: 'end', properties: { activityName: 'end' } },
      ],
      edges: [{ from: 'Start', to: 'Done', condition: 'out' }],
    };
    const { flowId } = Flow.parse(expectStatus(201, await imported({ export: fdl })));
    expect(expectStatus(200, await organization.call('POST', `/flows/${flowId}/validate`))).toEqual({ valid: true, rows: [] });
    expect(problemOf(await imported({ export: { ...fdl, schemaVersion: '9' } }))).toEqual({ status: 400, code: 'flow.malformed-export' });
  });
});
