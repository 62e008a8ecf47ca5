import { operations } from '../src/adapters/contact-center/operations.ts';
import { contactCenterScopes } from '../src/domain/contact-center/scopes.ts';
import { OTHER_ORGANIZATION_ID } from '../src/domain/world.ts';
import { READ_ONLY, READ_WRITE, type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const variables = '/organization/{org}/v2/cad-variable';

interface ErrorAnswer {
  trackingId: string;
  error: { key: string; reason: string; message: { description: string }[] };
}

async function refusalOf(response: Response): Promise<[status: number, description: string | undefined]> {
  const { trackingId, error } = (await response.json()) as ErrorAnswer;
  expect(trackingId).not.toBe('');
  expect(error.key).toBe(String(response.status));
  return [response.status, error.message[0]?.description];
}

describe('a call to the Contact Center', () => {
  it('is let in with a token for it', async () => {
    expect((await sandbox.call(await sandbox.contactCenterToken(READ_ONLY), variables)).status).toBe(200);
  });

  it('is refused without a token', async () => {
    const response = await sandbox.call(undefined, variables);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refusalOf(response)).toEqual([401, 'a bearer token is required']);
  });

  it('is refused with a made-up token', async () => {
    const response = await sandbox.call('made-up', variables);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
    expect(await refusalOf(response)).toEqual([401, expect.stringContaining('unknown, expired, revoked')]);
  });

  it('is refused with a token for Patchbay', async () => {
    const { access_token } = (await (await sandbox.requestToken('token-broker')).json()) as { access_token: string };
    expect((await sandbox.call(access_token, variables)).status).toBe(401);
  });

  it('is refused from the moment the token is revoked', async () => {
    const token = await sandbox.contactCenterToken(READ_ONLY);
    expect((await sandbox.call(token, variables)).status).toBe(200);
    const authorization = `Basic ${Buffer.from('demo-integration:demo-integration-development-secret').toString('base64')}`;
    await fetch(`${sandbox.url}/oidc/token/revocation`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ token }),
    });
    expect((await sandbox.call(token, variables)).status).toBe(401);
  });

  it('is refused for another organization, in the path and in the query', async () => {
    const token = await sandbox.contactCenterToken(READ_ONLY);
    const foreign = [`/organization/${OTHER_ORGANIZATION_ID}/v2/cad-variable`, `/v1/tasks?from=1&orgId=${OTHER_ORGANIZATION_ID}`];
    for (const path of foreign)
      expect(await refusalOf(await sandbox.call(token, path))).toEqual([403, 'the token is for another organization']);
    expect((await sandbox.call(await sandbox.contactCenterToken(READ_ONLY, 'other-integration'), foreign[0] ?? '')).status).toBe(200);
  });

  it('has its tracking id returned', async () => {
    const response = await sandbox.call(undefined, variables, { headers: { trackingid: 'my-own-id' } });
    expect(await response.json()).toMatchObject({ trackingId: 'my-own-id', error: { reason: 'Unauthorized' } });
  });

  it('is refused for a path that does not exist, whatever the method', async () => {
    const token = await sandbox.contactCenterToken(READ_WRITE);
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['DELETE', '/search'],
    ] as const) {
      expect(await refusalOf(await sandbox.call(token, path, { method }))).toEqual([404, `there is no ${method} /contact-center${path}`]);
    }
  });

  it.each([
    ['malformed JSON', { body: '{"query":', headers: { 'content-type': 'application/json' } }, 400],
    ['a body without what is required', { body: '{}', headers: { 'content-type': 'application/json' } }, 400],
    ['another media type', { body: '<query/>', headers: { 'content-type': 'text/xml' } }, 415],
    ['a form that is none', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=y' } }, 400],
    ['too large a body', { body: JSON.stringify({ query: 'x'.repeat(2 ** 20) }), headers: { 'content-type': 'application/json' } }, 413],
  ])('is refused for %s', async (_case, init, status) => {
    const token = await sandbox.contactCenterToken(READ_ONLY);
    expect(await refusalOf(await sandbox.call(token, '/search', { method: 'POST', ...init }))).toEqual([status, expect.any(String)]);
  });
});

describe.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  '%s',
  (_name, { method, path, scopes }) => {
    const url = path.replace(':orgid', '{org}').replaceAll(/:\w+/g, '0');

    it.each(contactCenterScopes)('asks for the scopes it needs of a token with %s alone', async (scope) => {
      const response = await sandbox.call(await sandbox.contactCenterToken(scope), url, { method: String(method) });
      if (scopes.includes(scope)) expect(response.status).not.toBe(403);
      else expect(await refusalOf(response)).toEqual([403, `the token lacks the scope ${scopes.join(' or ')}`]);
    });
  },
);

describe('the access levels', () => {
  it('let a read-only connector search and read journeys, and neither write nor control calls', async () => {
    const token = await sandbox.contactCenterToken(READ_ONLY);
    const status = async (method: string, path: string) => (await sandbox.call(token, path, { method })).status;
    expect(await status('POST', '/search')).toBe(400);
    expect(await status('GET', '/admin/v1/api/person/workspace-id/x/aliases/y')).toBe(404);
    expect(await status('POST', '/publish/v1/api/event')).toBe(403);
    expect(await status('PUT', '/organization/{org}/cad-variable/x')).toBe(403);
    expect(await status('POST', '/v1/tasks')).toBe(403);
  });

  it('let a read-write connector do everything', async () => {
    const token = await sandbox.contactCenterToken(READ_WRITE);
    for (const { method, path } of operations) {
      const url = path.replace(':orgid', '{org}').replaceAll(/:\w+/g, '0');
      expect((await sandbox.call(token, url, { method: String(method) })).status).not.toBe(403);
    }
  });
});
