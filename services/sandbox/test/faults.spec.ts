import { READ_ONLY, type Sandbox, startSandbox } from './start-sandbox.ts';

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await sandbox.contactCenterToken(READ_ONLY);
});
afterEach(() => fetch(`${sandbox.url}/dev/faults`, { method: 'DELETE' }));
afterAll(() => sandbox.stop());

const variables = '/organization/{org}/v2/cad-variable';

function switchOn(...faults: unknown[]): Promise<Response> {
  return fetch(`${sandbox.url}/dev/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });
}

const everywhere = { method: '*', path: '/contact-center/*' };
const status = async () => (await sandbox.call(token, variables)).status;

describe('a fault', () => {
  it('makes calls slow', async () => {
    await switchOn({ ...everywhere, delayMs: 80 });
    const begin = performance.now();
    expect(await status()).toBe(200);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(75);
  });

  it('makes calls fail, with the delay', async () => {
    await switchOn({ ...everywhere, delayMs: 30, effect: { kind: 'fail', status: 503 } });
    const begin = performance.now();
    const response = await sandbox.call(token, variables);
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ error: expect.objectContaining({ key: '503' }) }),
    ]);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(25);
  });

  it('limits the rate and says when to come again', async () => {
    await switchOn({ ...everywhere, effect: { kind: 'rate-limit', retryAfterSeconds: 7 } });
    const response = await sandbox.call(token, variables);
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('resets the connection', async () => {
    await switchOn({ ...everywhere, effect: { kind: 'reset' } });
    await expect(sandbox.call(token, variables)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  });

  it('lets calls hang until the caller gives up', async () => {
    await switchOn({ ...everywhere, effect: { kind: 'hang' } });
    await expect(sandbox.call(token, variables, { signal: AbortSignal.timeout(60) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('hits its method and its path only', async () => {
    await switchOn(
      { method: 'PUT', path: '/contact-center/*', effect: { kind: 'fail', status: 500 } },
      { path: '/contact-center/search', effect: { kind: 'hang' } },
    );
    expect(await status()).toBe(200);
    expect((await sandbox.call(token, '/nowhere', { method: 'PUT' })).status).toBe(500);
  });

  it('hits so many times', async () => {
    await switchOn({ ...everywhere, times: 2, effect: { kind: 'fail', status: 500 } });
    expect([await status(), await status(), await status()]).toEqual([500, 500, 200]);
  });

  it('hits the token endpoint too', async () => {
    await switchOn({ path: '/oidc/token', effect: { kind: 'fail', status: 503 } });
    const response = await sandbox.requestToken('demo-integration');
    expect([response.status, await response.json()]).toEqual([503, expect.objectContaining({ error: 'temporarily_unavailable' })]);
  });
});

describe('/dev/faults', () => {
  it('lists what is switched on, with its hits', async () => {
    const set = await switchOn({ path: '/contact-center/*', times: 5, effect: { kind: 'fail', status: 500 } });
    expect(set.status).toBe(200);
    await status();
    expect(await (await fetch(`${sandbox.url}/dev/faults`)).json()).toEqual({
      faults: [{ method: '*', path: '/contact-center/*', delayMs: 0, times: 5, effect: { kind: 'fail', status: 500 }, hits: 1 }],
    });
  });

  it('switches everything off', async () => {
    await switchOn({ ...everywhere, effect: { kind: 'hang' } });
    expect((await fetch(`${sandbox.url}/dev/faults`, { method: 'DELETE' })).status).toBe(204);
    expect(await status()).toBe(200);
  });

  it.each([
    ['an effect that does not exist', { path: '/x', effect: { kind: 'explode' } }],
    ['a path that does not begin at the root', { path: 'contact-center' }],
    ['a failure that is none', { path: '/x', effect: { kind: 'fail', status: 200 } }],
    ['an unknown field', { path: '/x', probability: 0.5 }],
  ])('refuses %s', async (_case, fault) => {
    const response = await switchOn(fault);
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'request.invalid' })]);
  });
});
