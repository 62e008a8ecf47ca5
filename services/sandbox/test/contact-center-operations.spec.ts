import { DEMO_ORGANIZATION_ID } from '../src/domain/world.ts';
import { ids, workspaceId } from './operation-samples.ts';
import { READ_WRITE, type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await sandbox.contactCenterToken(READ_WRITE);
});
afterAll(() => sandbox.stop());

const audioFile = `/organization/{org}/audio-file/${ids.audioFile}`;
const query = `{ task(from: ${Date.now() - 3_600_000} to: ${Date.now()}) { tasks { status } } }`;

function json(method: string, body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
const read = async (path: string) => (await sandbox.call(token, path)).json();

describe('a flow that changes a global variable', () => {
  it('finds it by the digits that the caller keyed in, and sets it with the constants that flows in the field send', async () => {
    const list = (await read('/organization/{org}/v2/cad-variable')) as { data: { id: string; name: string; description: string }[] };
    const chosen = list.data.find(({ description }) => description === '1001');
    const body = {
      active: true,
      agentEditable: false,
      agentViewable: false,
      createdTime: 0,
      defaultValue: 'closed',
      description: '1001',
      desktopLabel: '',
      id: chosen?.id,
      lastUpdatedTime: 0,
      name: chosen?.name,
      organizationId: '',
      reportable: false,
      variableType: 'String',
      version: 0,
    };
    const response = await sandbox.call(token, `/organization/{org}/cad-variable/${chosen?.id}`, json('PUT', body));
    expect(response.status).toBe(200);
    const changed = await read(`/organization/{org}/cad-variable/${chosen?.id}`);
    expect(changed).toMatchObject({ organizationId: DEMO_ORGANIZATION_ID, defaultValue: 'closed', version: 2, desktopLabel: '' });
    expect((changed as { createdTime: number }).createdTime).toBeGreaterThan(0);
  });

  it('is told what is wrong with its body', async () => {
    const response = await sandbox.call(
      token,
      `/organization/{org}/cad-variable/${ids.cadVariable}`,
      json('PUT', { name: 'no blanks', active: 'yes' }),
    );
    const { error } = (await response.json()) as { error: { key: string; message: { description: string }[] } };
    expect(error.key).toBe('400');
    const described = error.message.map(({ description }) => description.split(':')[0]);
    expect(described).toEqual(['name', 'active', 'agentEditable', 'agentViewable', 'reportable', 'variableType', 'defaultValue']);
  });
});

describe('an audio file', () => {
  it('is replaced by a form with a file', async () => {
    const form = new FormData();
    form.set('audioFileInfo', new Blob([JSON.stringify({ name: 'new.wav', contentType: 'AUDIO_WAV' })], { type: 'application/json' }));
    form.set('audioFile', new Blob(['RIFF'], { type: 'audio/wav' }), 'new.wav');
    expect((await sandbox.call(token, audioFile, { method: 'PUT', body: form })).status).toBe(200);
    expect(await read(audioFile)).toMatchObject({ name: 'new.wav', version: 2 });
  });

  it('is not replaced by a form whose description is not JSON, or that has no file', async () => {
    const form = new FormData();
    form.set('audioFileInfo', 'new.wav');
    const response = await sandbox.call(token, audioFile, { method: 'PUT', body: form });
    const { error } = (await response.json()) as { error: { message: { description: string }[] } };
    expect([response.status, error.message.map(({ description }) => description.split(':')[0])]).toEqual([
      400,
      ['audioFileInfo', 'audioFile'],
    ]);
  });
});

describe('a search', () => {
  it.each([
    ['JSON', json('POST', { query, variables: {} })],
    ['JSON with blank variables, as the GraphQL content type of Flow Designer sends it', json('POST', { query, variables: ' ' })],
    ['plain GraphQL', { method: 'POST', headers: { 'content-type': 'application/graphql' }, body: query }],
  ])('is taken as %s', async (_form, init) => {
    const response = await sandbox.call(token, '/search?orgId={org}', init);
    expect([response.status, await response.json()]).toEqual([
      200,
      { data: { task: { tasks: expect.arrayContaining([{ status: 'connected' }]) } } },
    ]);
  });

  it('is refused with what is wrong with the query', async () => {
    const response = await sandbox.call(token, '/search', json('POST', { query: '{ task { tasks { id } } }' }));
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { error: { message: [{ description: expect.stringContaining('from') }] } },
    ]);
  });
});

describe('the journey of a customer', () => {
  it('holds what flows publish', async () => {
    const event = { id: 'e-1', specversion: '1.0', type: 'ivr', source: 'flow', identity: '+14155550101', identitytype: 'phone' };
    const body = { ...event, datacontenttype: 'application/json', data: { menu: 'sales' } };
    const publish = () => sandbox.call(token, `/publish/v1/api/event?workspaceId=${workspaceId}`, json('POST', body));
    expect([(await publish()).status, (await publish()).status]).toEqual([200, 409]);
    const events = `/v1/api/events/workspace-id/${workspaceId}?identity=${encodeURIComponent('+14155550101')}`;
    expect(await read(events)).toMatchObject({ meta: { resultCount: 1 }, data: [{ id: 'e-1', data: { menu: 'sales' } }] });
  });

  it.each(['+14155550101', '%2B14155550101'])('finds a person by the number %s', async (alias) => {
    expect(await read(`/admin/v1/api/person/workspace-id/${workspaceId}/aliases/${alias}`)).toMatchObject({
      data: [{ firstName: 'Omar' }],
    });
  });
});

describe('answers', () => {
  it('come without a body where there is nothing to say', async () => {
    const unknown = await sandbox.call(token, '/v1/ewt?queueId=x&lookbackMinutes=60');
    expect([unknown.status, await unknown.text()]).toEqual([204, '']);
    const deleted = await sandbox.call(token, `/organization/{org}/audio-file/${ids.audioFileToDelete}`, { method: 'DELETE' });
    expect([deleted.status, await deleted.text()]).toEqual([200, '']);
  });

  it('come to HEAD as to GET, without the body', async () => {
    const response = await sandbox.call(token, '/organization/{org}/v2/cad-variable', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('are of the caller’s organization where the path names none', async () => {
    const from = Date.now() - 24 * 3_600_000;
    const other = await sandbox.contactCenterToken(READ_WRITE, 'other-integration');
    const idsFor = async (bearer: string) => {
      const { data } = (await (await sandbox.call(bearer, `/v1/tasks?from=${from}`)).json()) as { data: { id: string }[] };
      return data.map(({ id }) => id);
    };
    const [own, foreign] = [await idsFor(token), await idsFor(other)];
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((id) => foreign.includes(id))).toEqual([]);
  });
});
