import { z } from 'zod';
import { ServiceClient, type ServiceRequest, withRequestContext } from '../src/index.ts';
import { type Answer, type Neighbour, startNeighbour } from './neighbour.ts';

const Thing = z.object({ name: z.string() });

describe('ServiceClient', () => {
  let neighbour: Neighbour;
  let tokens: string[];
  const discarded: string[] = [];

  beforeEach(async () => {
    neighbour = await startNeighbour({ body: { name: 'a' } });
    tokens = ['token-1', 'token-2'];
    discarded.length = 0;
  });
  afterEach(() => neighbour.stop());

  const identity = { accessToken: async () => tokens[0] ?? '', discard: (token: string) => void discarded.push(token) };
  const client = (over: { baseUrl?: string; timeoutMs?: number } = {}) =>
    new ServiceClient({ name: 'authz', baseUrl: neighbour.url, identity, timeoutMs: 1_000, ...over });
  const get = (over: Partial<ServiceRequest<typeof Thing>> = {}) =>
    client().request({ method: 'GET', path: '/v1/things', response: Thing, ...over });
  const answering = (...answers: Answer[]) => {
    neighbour.answers = answers;
  };

  it('sends identity, request id and trace, and reads the answer by its contract', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const thing = await withRequestContext({ requestId: 'req-1', traceparent }, () =>
      get({ method: 'PUT', body: { a: 1 }, headers: { 'if-match': '"1"' } }),
    );
    expect(thing).toEqual({ name: 'a' });
    expect(neighbour.received).toHaveLength(1);
    expect(neighbour.received[0]).toMatchObject({
      method: 'PUT',
      path: '/v1/things',
      body: '{"a":1}',
      headers: {
        authorization: 'Bearer token-1',
        'content-type': 'application/json',
        'if-match': '"1"',
        'x-request-id': 'req-1',
        traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-/),
      },
    });
  });

  it('claims no media type for a body that it does not send', async () => {
    await get({ method: 'DELETE' });
    expect(neighbour.received[0]?.headers['content-type']).toBeUndefined();
  });

  it.each([
    [400, 'invalid'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [412, 'precondition-failed'],
    [413, 'too-large'],
    [422, 'invalid'],
    [428, 'precondition-failed'],
  ])('throws the refusal of a %i as %s, with the code, words and details of its problem', async (status, kind) => {
    answering({
      status,
      body: { type: 'about:blank', title: 't', status, code: 'thing.bad', detail: 'do this', requestId: 'r', allowedActions: ['x'] },
    });
    await expect(get()).rejects.toMatchObject({
      name: 'RemoteRefusal',
      kind,
      code: 'thing.bad',
      message: 'do this',
      details: { allowedActions: ['x'] },
      status,
      service: 'authz',
    });
  });

  it.each([
    ['500', { status: 500, body: {} }],
    ['503', { status: 503, body: {} }],
    ['429', { status: 429, body: {} }],
    ['a redirect', { status: 302, body: {} }],
    ['a refusal that is no problem', { status: 404, body: 'not found' }],
    ['an answer against its contract', { status: 200, body: { name: 1 } }],
    ['an answer that is empty', { status: 200 }],
  ])('takes %s for the service being away', async (_what, answer) => {
    answering(answer);
    await expect(get()).rejects.toMatchObject({
      name: 'RemoteUnavailable',
      kind: 'unavailable',
      code: 'remote.unavailable',
      service: 'authz',
    });
  });

  it('gets another token when the one it had is refused, once', async () => {
    answering({ status: 401, body: {} }, { body: { name: 'b' } });
    identity.discard = (token) => {
      discarded.push(token);
      tokens.shift();
    };
    expect(await get()).toEqual({ name: 'b' });
    expect(discarded).toEqual(['token-1']);
    expect(neighbour.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    answering({ status: 401, body: {} });
    await expect(get()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('identity') });
  });

  it('gives up at its deadline, and at the shorter one of a request', async () => {
    answering({ silent: true });
    const started = performance.now();
    await expect(get({ timeoutMs: 80 })).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('in time') });
    expect(performance.now() - started).toBeLessThan(800);
  });

  it('counts waiting for a token into the deadline', async () => {
    const waiting = new ServiceClient({
      name: 'authz',
      baseUrl: neighbour.url,
      identity: { accessToken: () => new Promise<string>(() => undefined), discard: () => undefined },
      timeoutMs: 50,
    });
    await expect(waiting.request({ method: 'GET', path: '/', response: Thing })).rejects.toMatchObject({ code: 'remote.unavailable' });
  });

  it('says that nobody listens', async () => {
    await expect(client({ baseUrl: 'http://127.0.0.1:1' }).request({ method: 'GET', path: '/', response: Thing })).rejects.toMatchObject({
      code: 'remote.unavailable',
    });
  });

  it('sends again what may be sent twice when the connection breaks, and nothing else', async () => {
    answering({ hangUp: true }, { body: { name: 'again' } });
    expect(await get()).toEqual({ name: 'again' });
    answering({ hangUp: true }, { body: { name: 'twice' } });
    await expect(get({ method: 'POST' })).rejects.toMatchObject({ code: 'remote.unavailable' });
    answering({ hangUp: true }, { body: { name: 'safe' } });
    expect(await get({ method: 'POST', repeatable: true })).toEqual({ name: 'safe' });
  });
});
