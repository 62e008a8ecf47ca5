import { eventually } from '@patchbay/testing';
import { connectorRecord, OutboundHarness } from '../../../test/support/outbound-harness.ts';
import type { ConnectorRequest } from '../../domain/request/outbound-request.ts';

describe('outbound requests', () => {
  let harness: OutboundHarness;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
  });
  afterEach(() => harness.stop());

  it('go below the base URL of the token, with what is ours and what is the author’s', async () => {
    harness.upstream.answer(201, '{"id":7}', { 'x-two': 'b' });
    const answer = await harness.send({
      method: 'POST',
      path: '/v1/tasks',
      search: 'a=1&b=2',
      headers: { 'X-Mine': 'yes', Authorization: 'Bearer of-the-author', 'Patchbay-Execution-Id': 'forged' },
      contentType: 'application/json',
      body: '{"a":"ü"}',
    });
    expect(answer).toMatchObject({ kind: 'response', statusCode: 201, body: '{"id":7}', headers: { 'x-two': 'b' } });
    const [arrival] = harness.upstream.arrivals;
    expect(arrival).toMatchObject({ method: 'POST', url: '/api/v1/tasks?a=1&b=2', body: '{"a":"ü"}' });
    expect(arrival?.headers).toMatchObject({
      host: `127.0.0.1:${harness.upstream.port}`,
      authorization: 'Bearer token-1',
      'x-mine': 'yes',
      'content-type': 'application/json',
      'content-length': '10',
      'patchbay-connector-id': connectorRecord(1).connectorId,
      'patchbay-connector-version': '1',
      'patchbay-execution-id': 'e-1',
    });
  });

  it('say until when somebody waits for the answer, whatever the author has put there', async () => {
    const before = Date.now();
    await harness.send({ timeoutMs: 60_000, headers: { 'X-Deadline': 'never' } });
    const deadline = Date.parse(String(harness.upstream.arrivals[0]?.headers['x-deadline']));
    expect(deadline).toBeGreaterThanOrEqual(before + 59_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it('prove themselves by the header that the connector asks for, whatever the author has put there', async () => {
    harness.tokens.header = 'X-Api-Key';
    await harness.send({ headers: { 'x-api-key': 'of-the-author', 'X-API-KEY': 'too' } });
    const headers = harness.upstream.arrivals[0]?.headers;
    expect([headers?.['x-api-key'], headers?.authorization]).toEqual(['Bearer token-1', undefined]);
  });

  it('do not follow redirects: one is a response like any other', async () => {
    harness.upstream.answer(302, '', { location: 'http://169.254.169.254/latest' });
    expect(await harness.send()).toMatchObject({
      kind: 'response',
      statusCode: 302,
      headers: { location: 'http://169.254.169.254/latest' },
    });
    expect(harness.arrivals).toBe(1);
  });

  describe('and tokens', () => {
    it('a kept token that the API refuses is dropped, and a new one tried once', async () => {
      await harness.send();
      harness.upstream.answering = ({ headers }, response) => {
        response.writeHead(headers.authorization === 'Bearer token-2' ? 200 : 401).end();
      };
      expect(await harness.send()).toMatchObject({ kind: 'response', statusCode: 200 });
      expect([harness.arrivals, harness.tokens.issued]).toEqual([3, 2]);
    });

    it('a request that may have had an effect is not sent twice; the next one gets a new token', async () => {
      await harness.send();
      harness.upstream.answer(401);
      expect(await harness.send({ method: 'POST' })).toMatchObject({ kind: 'response', statusCode: 401 });
      expect([harness.arrivals, harness.tokens.issued, harness.tokens.kept]).toEqual([2, 1, undefined]);
    });

    it('a new token that is refused is not followed by another', async () => {
      harness.upstream.answer(401);
      expect(await harness.send()).toMatchObject({ kind: 'response', statusCode: 401 });
      expect([harness.arrivals, harness.tokens.issued]).toEqual([1, 1]);
    });

    it('without one the flow is told so', async () => {
      harness.tokens.fails = true;
      expect(await harness.send()).toEqual({ kind: 'failure', code: 'TOKEN_UNAVAILABLE' });
      expect(harness.arrivals).toBe(0);
    });

    it('one that is slow to come counts against the deadline', async () => {
      harness.tokens.wait = new Promise(() => undefined);
      expect(await harness.send({ timeoutMs: 50 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    });

    it('a read-only connector does not write', async () => {
      harness.tell({ ...connectorRecord(2), accessLevel: 'READ_ONLY' });
      expect(await harness.send({ method: 'DELETE' })).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      expect([harness.arrivals, harness.tokens.issued]).toEqual([0, 0]);
    });

    it.each(['/../secret', '//evil.example/x', '/@evil.example'])('none is sent to %s outside the base URL', async (path) => {
      harness.tokens.resource = `${harness.upstream.url}/api/`;
      await harness.send({ path });
      for (const { url, headers } of harness.upstream.arrivals)
        expect([url.startsWith('/api/'), headers.host]).toEqual([true, `127.0.0.1:${harness.upstream.port}`]);
    });
  });

  describe('and retries', () => {
    it('a safe request is tried again after a 5xx, as often as the flow says', async () => {
      harness.upstream.answering = (_, response) => void response.writeHead(harness.arrivals < 3 ? 503 : 200).end();
      expect(await harness.send({ retries: 2 })).toMatchObject({ kind: 'response', statusCode: 200 });
      harness.upstream.answer(500);
      expect(await harness.send({ retries: 1 })).toMatchObject({ kind: 'response', statusCode: 500 });
      expect(harness.arrivals).toBe(5);
    });

    it.each(['POST', 'PATCH'])('a %s is not', async (method) => {
      harness.upstream.answer(503);
      expect(await harness.send({ method, retries: 3 })).toMatchObject({ kind: 'response', statusCode: 503 });
      expect(harness.arrivals).toBe(1);
    });

    it.each<[string, Partial<ConnectorRequest>]>([
      ['a PUT', { method: 'PUT' }],
      ['a DELETE', { method: 'DELETE' }],
      ['a POST that only reads', { method: 'POST', path: '/search' }],
      ['a POST with a key', { method: 'POST', headers: { 'Idempotency-Key': 'k' } }],
    ])('%s is', async (_what, over) => {
      harness.upstream.answering = (_, response) => void response.writeHead(harness.arrivals < 2 ? 502 : 200).end();
      expect(await harness.send({ ...over, retries: 1 })).toMatchObject({ kind: 'response', statusCode: 200 });
    });

    it('a 503 is tried again when the endpoint wants it, if that is within the time of the activity', async () => {
      harness.upstream.answering = (_, response) => void response.writeHead(harness.arrivals < 2 ? 503 : 200, { 'retry-after': '1' }).end();
      expect(await harness.send({ retries: 1, timeoutMs: 20_000 })).toMatchObject({ kind: 'response', statusCode: 200 });
      harness.upstream.answer(503, '{}', { 'retry-after': '30' });
      expect(await harness.send({ retries: 3, timeoutMs: 20_000 })).toMatchObject({ kind: 'response', statusCode: 503 });
      expect(harness.arrivals).toBe(3);
    });

    it('the last answer counts when a retry gets none', async () => {
      harness.upstream.answering = (_, response) =>
        void (harness.arrivals === 1 ? response.writeHead(502).end() : response.socket?.destroy());
      expect(await harness.send({ retries: 1 })).toMatchObject({ kind: 'response', statusCode: 502 });
    });
  });

  describe('and an endpoint that asks for a pause', () => {
    const busy = (retryAfter: string) => harness.upstream.answer(429, '{}', { 'retry-after': retryAfter });

    it('get no further than here while they would come too early, those of another connector do', async () => {
      busy('60');
      expect(await harness.send()).toMatchObject({ kind: 'response', statusCode: 429 });
      harness.upstream.answer(200);
      expect(await harness.send({ timeoutMs: 500 })).toEqual({ kind: 'failure', code: 'RATE_LIMITED' });
      harness.tell({ ...connectorRecord(1), connectorId: 'c-2' });
      expect(await harness.send({ connectorId: 'c-2' }, harness.permit('c-2'))).toMatchObject({ kind: 'response', statusCode: 200 });
      expect(harness.arrivals).toBe(2);
    });

    it('wait for its end where they have the time', async () => {
      busy('60');
      // It holds for no longer than the call that heard of it might have taken.
      await harness.send({ timeoutMs: 400 });
      harness.upstream.answer(200);
      expect(await harness.send({ timeoutMs: 20_000 })).toMatchObject({ kind: 'response', statusCode: 200 });
    });

    it('and wait no longer than the gate is open', async () => {
      busy('60');
      await harness.send({ timeoutMs: 20_000 });
      const waiting = harness.send({ timeoutMs: 30_000 });
      harness.tell(connectorRecord(2, 'INACTIVE'));
      expect(await waiting).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      expect(harness.arrivals).toBe(1);
    });

    it('do not open its breaker', async () => {
      busy('0');
      for (let call = 0; call < 30; call += 1) expect(await harness.send()).toMatchObject({ kind: 'response', statusCode: 429 });
    });
  });

  describe('and an endpoint that is slow', () => {
    it('those of others go on while all of its places are taken, and so do its own as soon as one is free', async () => {
      const { release } = harness.upstream.hold();
      const slow = Array.from({ length: 100 }, () => harness.send({ timeoutMs: 30_000 }));
      await eventually(() => expect(harness.arrivals).toBe(100), { withinMs: 20_000 });
      expect(await harness.send({ timeoutMs: 30_000 })).toEqual({ kind: 'failure', code: 'RATE_LIMITED' });
      harness.upstream.answer(200);
      harness.tell({ ...connectorRecord(1), connectorId: 'c-2' });
      for (let call = 0; call < 20; call += 1) {
        expect(await harness.send({ connectorId: 'c-2', timeoutMs: 30_000 }, harness.permit('c-2'))).toMatchObject({ kind: 'response' });
      }
      release();
      for (const answer of await Promise.all(slow)) expect(answer).toMatchObject({ kind: 'response', statusCode: 200 });
      expect(await harness.send({ timeoutMs: 30_000 })).toMatchObject({ kind: 'response' });
    });
  });

  describe('and the breaker', () => {
    it('an endpoint that fails is left alone, another connector’s is not', async () => {
      harness.upstream.answer(503);
      for (let call = 0; call < 20; call += 1) await harness.send();
      expect(await harness.send()).toEqual({ kind: 'failure', code: 'BREAKER_OPEN' });
      expect(harness.arrivals).toBe(20);
      const other = { ...connectorRecord(1), connectorId: 'c-2' };
      harness.tell(other);
      const answer = harness.send({ connectorId: 'c-2' }, harness.permit('c-2'));
      expect(await answer).toMatchObject({ kind: 'response', statusCode: 503 });
    });

    it('a refusal for lack of permission does not count', async () => {
      harness.upstream.answer(403);
      for (let call = 0; call < 30; call += 1) await harness.send();
      expect(await harness.send()).toMatchObject({ kind: 'response', statusCode: 403 });
    });
  });
});
