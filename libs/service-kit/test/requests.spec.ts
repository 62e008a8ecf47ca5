import { request as httpRequest } from 'node:http';
import { type AuthzStub, allowAll, startAuthzStub, startIdentityProvider, type TestIdentityProvider } from '@patchbay/testing';
import type { RunningService } from '../src/index.ts';
import { hotModule } from './hot-route.ts';
import { startTiny } from './tiny-service.ts';

const organizationId = '0192f0c1-0000-7000-8000-000000000001';

describe('requests', () => {
  let provider: TestIdentityProvider;
  let authz: AuthzStub;
  let service: RunningService;
  let token: string;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    authz = await startAuthzStub(allowAll);
    service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url });
    token = await provider.userToken('u-1');
  });
  afterAll(() => Promise.all([service?.stop(), authz?.stop(), provider?.stop()]));

  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${service.url}${path}`, {
      method,
      ...(body !== undefined && { body }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  };
  const connectors = `/v1/organizations/${organizationId}/connectors`;
  const echo = '/v1/failures/echo';

  it('names every field that is wrong, and those that are not known', async () => {
    const answer = await call('POST', echo, JSON.stringify({ a: 'one', b: { c: 1, d: 2 }, e: 3, f: 4 }));
    expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', title: 'Bad Request', status: 400 } });
    expect(answer.body.errors).toEqual([
      { field: 'a', message: expect.stringContaining('expected number') },
      { field: 'b.c', message: expect.stringContaining('expected string') },
      { field: 'b.d', message: 'is not a known field' },
      { field: 'e', message: 'is not a known field' },
      { field: 'f', message: 'is not a known field' },
    ]);
  });

  it('names the body when there is none', async () => {
    const answer = await fetch(`${service.url}${echo}`, { method: 'POST' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'body' }] });
  });

  it('validates a query, and gives the handler what its schema made of it', async () => {
    expect(await call('GET', `${connectors}?pageSize=5`)).toMatchObject({ status: 200, body: { query: { pageSize: 5 } } });
    expect(await call('GET', `${connectors}?pageSize=no`)).toMatchObject({ status: 400, body: { errors: [{ field: 'pageSize' }] } });
  });

  it.each([
    ['malformed JSON', 'application/json', '{"a":', 400, 'request.malformed-json'],
    ['an empty body that claims to be JSON', 'application/json', '', 400, 'request.malformed-json'],
    ['a body that would pollute prototypes', 'application/json', '{"__proto__":{"x":1}}', 400, 'request.malformed-json'],
    ['too large a body', 'application/json', JSON.stringify({ a: 'x'.repeat(1_048_576) }), 413, 'request.too-large'],
    ['XML', 'application/xml', '<a/>', 415, 'request.unsupported-media-type'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1', 415, 'request.unsupported-media-type'],
    ['plain text', 'text/plain', 'a', 415, 'request.unsupported-media-type'],
  ])('refuses %s', async (_what, contentType, body, status, code) => {
    expect(await call('POST', echo, body, { 'content-type': contentType })).toMatchObject({ status, body: { status, code } });
  });

  it('takes a body up to the limit that a service sets', async () => {
    const small = await startTiny({}, { bodyLimitBytes: 20 });
    const send = (body: string) => fetch(`${small.url}${echo}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await send('{"a":1}')).status).toBe(201);
    expect((await send('{"a":1}              ')).status).toBe(413);
    await small.stop();
  });

  it('answers an unknown route, a path that cannot be read and one that is too long as problems', async () => {
    expect(await call('GET', '/v1/nothing')).toMatchObject({ status: 404, body: { code: 'request.unknown-route' } });
    expect(await call('GET', '/v1/%zz')).toMatchObject({ status: 400, body: { code: 'request.bad' } });
    const long = await call('GET', `${connectors}/${'a'.repeat(200)}`);
    expect(long).toMatchObject({ status: 414, body: { code: 'request.bad' } });
  });

  it('says which methods a path takes', async () => {
    const answer = await call('PATCH', `${connectors}/x`, '{}');
    expect(answer).toMatchObject({ status: 405, body: { code: 'request.method-not-allowed', allow: ['DELETE', 'GET', 'HEAD'] } });
    expect(answer.headers.get('allow')).toBe('DELETE, GET, HEAD');
    const options = await call('OPTIONS', echo);
    expect(options).toMatchObject({ status: 204, text: '' });
    expect(options.headers.get('allow')).toBe('POST');
  });

  it('answers HEAD like GET, without a body', async () => {
    expect(await call('HEAD', '/healthz')).toMatchObject({ status: 200, text: '' });
    expect(await call('HEAD', '/v1/failures/conflict')).toMatchObject({ status: 409, text: '' });
  });

  it('takes an id that is none for the id of nothing', async () => {
    expect(await call('GET', `${connectors}/nope`)).toMatchObject({ status: 404, body: { code: 'connector.not-found' } });
    expect(await call('GET', '/v1/organizations/nope/connectors')).toMatchObject({ status: 404, body: { code: 'organization.not-found' } });
  });

  it('knows an id in capitals', async () => {
    const id = '0192F0C1-0000-7000-8000-0000000000C1';
    expect(await call('GET', `${connectors}/${id}`)).toMatchObject({ status: 200, body: { connectorId: id.toLowerCase() } });
  });

  it('wants If-Match where the version counts', async () => {
    const path = `${connectors}/0192f0c1-0000-7000-8000-0000000000c1`;
    const remove = (headers: Record<string, string>) =>
      fetch(`${service.url}${path}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}`, ...headers } });
    const [absent, malformed, given] = await Promise.all([remove({}), remove({ 'if-match': '7' }), remove({ 'if-match': '"7"' })]);
    expect(absent.status).toBe(428);
    expect(await absent.json()).toMatchObject({ code: 'request.if-match-required' });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ code: 'request.if-match-malformed' });
    expect(given.status).toBe(202);
    expect(await given.json()).toEqual({ version: 7 });
  });

  it('answers a rule with its code and details, an outage with when to come back, and a bug with nothing', async () => {
    expect(await call('GET', '/v1/failures/conflict')).toMatchObject({ status: 409, body: { code: 'thing.name-taken', field: 'name' } });
    const away = await call('GET', '/v1/failures/away');
    expect(away).toMatchObject({ status: 503, body: { code: 'thing.database-away' } });
    expect(away.headers.get('retry-after')).toBe('1');
    const bug = await call('GET', '/v1/failures/bug');
    expect(bug).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(bug.text).not.toContain('password_hash');
  });

  it('carries the request id of the caller through, and makes one in place of nonsense', async () => {
    const given = await call('POST', echo, '{"a":1}', { 'x-request-id': 'req-1' });
    expect(given.headers.get('x-request-id')).toBe('req-1');
    expect(given.body.requestId).toBe('req-1');
    const problem = await call('GET', '/v1/nothing', undefined, { 'x-request-id': 'req-2' });
    expect(problem.body.requestId).toBe('req-2');
    const nonsense = await call('POST', echo, '{"a":1}', { 'x-request-id': '"><script>' });
    expect(nonsense.body.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('continues the trace of the caller with a span of its own', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { body } = await call('POST', echo, '{"a":1}', { traceparent });
    expect(body.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(body.traceparent).not.toBe(traceparent);
  });

  it('keeps the contexts of requests apart, also when their bodies come later', async () => {
    const later = (requestId: string) =>
      new Promise<string>((resolve, reject) => {
        const url = new URL(echo, service.url);
        const sent = httpRequest(
          url,
          { method: 'POST', headers: { 'content-type': 'application/json', 'x-request-id': requestId, expect: '100-continue' } },
          (answer) => {
            let text = '';
            answer.on('data', (chunk) => {
              text += String(chunk);
            });
            answer.on('end', () => resolve(JSON.parse(text).requestId));
          },
        );
        sent.on('error', reject);
        // The body leaves when the server has the headers: it then comes in its own time.
        sent.on('continue', () => sent.end('{"a":1}'));
        sent.flushHeaders();
      });
    const ids = Array.from({ length: 20 }, (_, index) => `later-${index}`);
    expect(await Promise.all(ids.map(later))).toEqual(ids);
  });
});

describe('a route that sits on Fastify directly', () => {
  it('has the request context, the access control and the problems of the others', async () => {
    const provider = await startIdentityProvider();
    const authz = await startAuthzStub(({ subject }) => ({ decision: subject.id === 'voice-platform' }));
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url }, { module: hotModule });
    const call = async (clientId: string, body: unknown) => {
      const authorization = `Bearer ${await provider.serviceToken(clientId)}`;
      const headers = { authorization, 'content-type': 'application/json', 'x-request-id': 'hot-1' };
      const answer = await fetch(`${service.url}/v1/hot`, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: answer.status, requestId: answer.headers.get('x-request-id'), body: await answer.json() };
    };
    expect(await call('voice-platform', { a: 1 })).toEqual({
      status: 200,
      requestId: 'hot-1',
      body: { caller: { kind: 'service', id: 'voice-platform' }, requestId: 'hot-1', traceparent: expect.stringMatching(/^00-/) },
    });
    expect(await call('someone', { a: 1 })).toMatchObject({ status: 403, body: { code: 'access.role-not-allowed', requestId: 'hot-1' } });
    expect(await call('voice-platform', { a: 'x' })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ field: 'a' }] },
    });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toContain('route="/v1/hot",status="200"');
    await Promise.all([service.stop(), authz.stop(), provider.stop()]);
  });
});
