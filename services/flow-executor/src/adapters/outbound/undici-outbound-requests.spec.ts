import { EventEmitter, once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { eventually } from '@patchbay/testing';
import { Upstream } from '../../../test/support/upstream.ts';
import type { ConnectorToken, TokenSource } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';
import { Gate } from '../../domain/gate/gate.ts';
import { Passage } from '../../domain/gate/passage.ts';
import type { ConnectorRequest, OpenRequest, RequestAnswer } from '../../domain/request/outbound-request.ts';
import { AddressPolicy } from './address-policy.ts';
import { type OutboundOptions, UndiciOutboundRequests } from './undici-outbound-requests.ts';

const connectorId = 'c-1';
const sender = { organizationId: 'o-1', executionId: 'e-1' };
const soon = { withinMs: 3_000 };

const record = (version: number, state: ConnectorRecord['state'] = 'ACTIVE'): ConnectorRecord => ({
  connectorId,
  version,
  state,
  haltMode: state === 'INACTIVE' ? 'abort' : null,
  accessLevel: 'READ_WRITE',
});

const base: ConnectorRequest = {
  mode: 'connector',
  connectorId,
  activityId: 'a-1',
  activityLabel: 'Ask',
  method: 'GET',
  path: '/v1/agents',
  search: '',
  headers: {},
  contentType: undefined,
  body: undefined,
  timeoutMs: 2_000,
  retries: 0,
};

/** Hands out `token-1`, `token-2` ...; keeps the last one as the real source does. */
class Tokens implements TokenSource {
  issued = 0;
  resource = '';
  kept: ConnectorToken | undefined;
  wait: Promise<void> | undefined;
  fails = false;

  tokenFor(): ConnectorToken | Promise<ConnectorToken> {
    return this.kept ?? this.issue();
  }

  discard(_connectorId: string, token: ConnectorToken): void {
    if (this.kept === token) this.kept = undefined;
  }

  forget(): void {
    this.kept = undefined;
  }

  private async issue(): Promise<ConnectorToken> {
    await this.wait;
    if (this.fails) throw new Error('the broker is away');
    this.issued += 1;
    this.kept = { accessToken: `token-${this.issued}`, resource: this.resource };
    return this.kept;
  }
}

describe('outbound requests', () => {
  let upstream: Upstream;
  let gate: Gate;
  let tokens: Tokens;
  let outbound: UndiciOutboundRequests;
  let refusals: string[];

  beforeAll(async () => {
    upstream = await Upstream.start();
  });
  afterAll(() => upstream.stop());

  beforeEach(() => {
    upstream.reset();
    gate = new Gate(() => performance.now());
    gate.applyFromTopic(record(1));
    gate.synchronize();
    tokens = new Tokens();
    tokens.resource = `${upstream.url}/api`;
    open();
  });
  afterEach(() => outbound.close());

  function open(over: Partial<OutboundOptions> = {}): void {
    refusals = [];
    const metrics = { refused: (at: string, code: string) => void refusals.push(`${at} ${code}`), answered: () => undefined };
    const policy = new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: upstream.port }]);
    outbound = new UndiciOutboundRequests({ policy, openHosts: [], tokens, metrics, ...over });
  }

  async function reopen(over: Partial<OutboundOptions>): Promise<void> {
    await outbound.close();
    open(over);
  }

  const passage = () => new Passage(gate, [connectorId], true);
  const send = (over: Partial<ConnectorRequest> = {}): Promise<RequestAnswer> =>
    outbound.send({ ...base, ...over }, passage().permitFor(connectorId), sender);
  const sendOpen = (url: string): Promise<RequestAnswer> => {
    const { activityId, activityLabel, method, headers, contentType, body, timeoutMs, retries } = base;
    const request: OpenRequest = { mode: 'open', url, activityId, activityLabel, method, headers, contentType, body, timeoutMs, retries };
    return outbound.send(request, new Passage(gate, [], true).permitFor(undefined), sender);
  };
  const arrivals = () => upstream.arrivals.length;

  it('go below the base URL of the token, with what is ours and what is the author’s', async () => {
    upstream.answer(201, '{"id":7}', { 'x-two': 'b' });
    const answer = await send({
      method: 'POST',
      path: '/v1/tasks',
      search: 'a=1&b=2',
      headers: { 'X-Mine': 'yes', Authorization: 'Bearer of-the-author', 'Patchbay-Execution-Id': 'forged' },
      contentType: 'application/json',
      body: '{"a":"ü"}',
    });
    expect(answer).toMatchObject({ kind: 'response', statusCode: 201, body: '{"id":7}', headers: { 'x-two': 'b' } });
    const [arrival] = upstream.arrivals;
    expect(arrival).toMatchObject({ method: 'POST', url: '/api/v1/tasks?a=1&b=2', body: '{"a":"ü"}' });
    expect(arrival?.headers).toMatchObject({
      host: `127.0.0.1:${upstream.port}`,
      authorization: 'Bearer token-1',
      'x-mine': 'yes',
      'content-type': 'application/json',
      'content-length': '10',
      'patchbay-connector-version': '1',
      'patchbay-execution-id': 'e-1',
    });
  });

  it('do not follow redirects: one is a response like any other', async () => {
    upstream.answer(302, '', { location: 'http://169.254.169.254/latest' });
    expect(await send()).toMatchObject({ kind: 'response', statusCode: 302, headers: { location: 'http://169.254.169.254/latest' } });
    expect(arrivals()).toBe(1);
  });

  describe('and the gate', () => {
    it('nothing leaves when it is closed, not even a question for a token', async () => {
      gate.applyFromTopic(record(2, 'INACTIVE'));
      expect(await send()).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      expect([arrivals(), tokens.issued, refusals]).toEqual([0, 0, ['request CONNECTOR_INACTIVE']]);
    });

    it('nothing leaves when it closes while the token is being fetched', async () => {
      const broker = Promise.withResolvers<void>();
      tokens.wait = broker.promise;
      const answer = send();
      gate.applyFromTopic(record(2, 'INACTIVE'));
      expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      broker.resolve();
      await eventually(() => expect(tokens.issued).toBe(1), soon);
      expect(arrivals()).toBe(0);
    });

    it('nothing leaves when it closes while the connection is being made', async () => {
      tokens.resource = `http://name.example:${upstream.port}`;
      const resolving = Promise.withResolvers<void>();
      const connected = new EventEmitter();
      const resolve = async () => {
        await resolving.promise;
        setImmediate(() => connected.emit('resolved'));
        return [{ address: '127.0.0.1', family: 4 }];
      };
      await reopen({ resolve });
      const answer = send();
      await eventually(() => expect(tokens.issued).toBe(1), soon);
      gate.applyFromTopic(record(2, 'INACTIVE'));
      expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      resolving.resolve();
      await once(connected, 'resolved');
      gate.applyFromTopic(record(3));
      expect((await send()).kind).toBe('response');
      expect(arrivals()).toBe(1);
    });

    it('a request that waits for its turn on a connection never reaches the other side', async () => {
      await reopen({ connectionsPerOrigin: 1 });
      const { release } = upstream.hold();
      const other = new Passage(gate, [], true);
      const first = outbound.send({ ...base, path: '/first' }, { ...passage().permitFor(connectorId), refusal: () => undefined }, sender);
      await eventually(() => expect(arrivals()).toBe(1), soon);
      const queued = send({ path: '/queued' });
      const late = outbound.send({ ...base, path: '/late' }, { ...permitWithoutSignal(), refusal: () => gate.check(connectorId) }, sender);
      gate.applyFromTopic(record(2, 'DELETING'));
      expect(await queued).toEqual({ kind: 'failure', code: 'CONNECTOR_DELETED' });
      release();
      await first;
      expect(await late).toEqual({ kind: 'failure', code: 'CONNECTOR_DELETED' });
      expect(upstream.arrivals.map(({ url }) => url)).toEqual(['/api/first']);
      other.leave();
    });

    it('a request in flight is cut off, and its socket destroyed', async () => {
      upstream.hold();
      const answer = send();
      await eventually(() => expect(arrivals()).toBe(1), soon);
      const haltedAtMs = performance.now();
      gate.applyFromTopic(record(2, 'INACTIVE'));
      expect(await answer).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      expect(performance.now() - haltedAtMs).toBeLessThan(50);
      await eventually(() => expect(upstream.arrivals[0]?.wasCutOff).toBe(true), soon);
    });

    it('a retry is a new start', async () => {
      upstream.answering = (_, response) => {
        gate.applyFromTopic(record(2, 'INACTIVE'));
        response.writeHead(503).end();
      };
      const withoutSignal = { ...permitWithoutSignal(), refusal: () => gate.check(connectorId) };
      expect(await outbound.send({ ...base, retries: 3 }, withoutSignal, sender)).toEqual({ kind: 'failure', code: 'CONNECTOR_INACTIVE' });
      expect(arrivals()).toBe(1);
    });

    it('a halt leaves the breaker as it was', async () => {
      for (let version = 2; version < 60; version += 2) {
        upstream.hold();
        const answer = send();
        await eventually(() => expect(arrivals()).toBe(version / 2), soon);
        gate.applyFromTopic(record(version, 'INACTIVE'));
        await answer;
        gate.applyFromTopic(record(version + 1));
      }
      upstream.answer(200);
      expect((await send()).kind).toBe('response');
    });
  });

  describe('and tokens', () => {
    it('a kept token that the API refuses is dropped, and a new one tried once', async () => {
      await send();
      upstream.answering = ({ headers }, response) => {
        response.writeHead(headers.authorization === 'Bearer token-2' ? 200 : 401).end();
      };
      expect(await send()).toMatchObject({ kind: 'response', statusCode: 200 });
      expect([arrivals(), tokens.issued]).toEqual([3, 2]);
    });

    it('a request that may have had an effect is not sent twice; the next one gets a new token', async () => {
      await send();
      upstream.answer(401);
      expect(await send({ method: 'POST' })).toMatchObject({ kind: 'response', statusCode: 401 });
      expect([arrivals(), tokens.issued, tokens.kept]).toEqual([2, 1, undefined]);
    });

    it('a new token that is refused is not followed by another', async () => {
      upstream.answer(401);
      expect(await send()).toMatchObject({ kind: 'response', statusCode: 401 });
      expect([arrivals(), tokens.issued]).toEqual([1, 1]);
    });

    it('without one the flow is told so', async () => {
      tokens.fails = true;
      expect(await send()).toEqual({ kind: 'failure', code: 'TOKEN_UNAVAILABLE' });
      expect(arrivals()).toBe(0);
    });

    it('one that is slow to come counts against the deadline', async () => {
      tokens.wait = new Promise(() => undefined);
      expect(await send({ timeoutMs: 50 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    });

    it('a read-only connector does not write', async () => {
      gate.applyFromTopic({ ...record(2), accessLevel: 'READ_ONLY' });
      expect(await send({ method: 'DELETE' })).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      expect([arrivals(), tokens.issued]).toEqual([0, 0]);
    });

    it.each(['/../secret', '//evil.example/x', '/@evil.example'])('none is sent to %s outside the base URL', async (path) => {
      tokens.resource = `${upstream.url}/api/`;
      await send({ path });
      for (const { url, headers } of upstream.arrivals)
        expect([url.startsWith('/api/'), headers.host]).toEqual([true, `127.0.0.1:${upstream.port}`]);
    });
  });

  describe('and addresses', () => {
    const nowhere = () => new AddressPolicy([]);

    it('none leaves to an address that is not public', async () => {
      await reopen({ policy: nowhere() });
      expect(await send()).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      expect(arrivals()).toBe(0);
    });

    it.each(['127.1', '0x7f000001', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])('none leaves to %s', async (host) => {
      await reopen({ policy: nowhere(), openHosts: ['127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'localhost'] });
      expect(await sendOpen(`http://${host}:${upstream.port}/`)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      expect(arrivals()).toBe(0);
    });

    it('none leaves to a name that resolves to one, also when another of its addresses is public', async () => {
      const resolve = async () => [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ];
      await reopen({ policy: nowhere(), resolve, openHosts: ['name.example'] });
      expect(await sendOpen(`http://name.example:${upstream.port}/`)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      expect(arrivals()).toBe(0);
    });

    it('the address that was checked is the one that is connected to, under its own name', async () => {
      let asked = 0;
      const resolve = async () => {
        asked += 1;
        return [{ address: '127.0.0.1', family: 4 }];
      };
      await reopen({ resolve, openHosts: ['name.example'] });
      expect(await sendOpen(`http://name.example:${upstream.port}/x`)).toMatchObject({ kind: 'response' });
      expect([asked, upstream.arrivals[0]?.headers.host]).toEqual([1, `name.example:${upstream.port}`]);
    });

    it('goes on to the next address when one does not answer', async () => {
      const policy = new AddressPolicy([{ host: 'name.example', prefix: undefined, port: upstream.port }]);
      const resolve = async () => ['127.0.0.9', '127.0.0.1'].map((address) => ({ address, family: 4 }));
      await reopen({ policy, resolve, openHosts: ['name.example'] });
      expect(await sendOpen(`http://name.example:${upstream.port}/`)).toMatchObject({ kind: 'response' });
    });

    it('without a connector only the hosts of the operator are called, and get no token', async () => {
      const url = `http://127.0.0.1:${upstream.port}/`;
      expect(await sendOpen(url)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
      await reopen({ openHosts: [`127.0.0.1:${upstream.port}`] });
      expect(await sendOpen(url)).toMatchObject({ kind: 'response' });
      expect(upstream.arrivals[0]?.headers.authorization).toBeUndefined();
    });
  });

  describe('and failures', () => {
    it('a name that does not resolve is DNS', async () => {
      await reopen({
        resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
        openHosts: ['name.example'],
      });
      expect(await sendOpen('http://name.example/')).toEqual({ kind: 'failure', code: 'DNS' });
    });

    it('a port where nobody listens is CONNECT', async () => {
      await reopen({ policy: new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: 1 }]), openHosts: ['127.0.0.1:1'] });
      expect(await sendOpen('http://127.0.0.1:1/')).toEqual({ kind: 'failure', code: 'CONNECT' });
    });

    it('a server without encryption behind an https URL is TLS', async () => {
      await reopen({ openHosts: ['127.0.0.1'] });
      expect(await sendOpen(`https://127.0.0.1:${upstream.port}/`)).toEqual({ kind: 'failure', code: 'TLS' });
    });

    it('no answer within the time of the activity is TIMEOUT, and the socket is destroyed', async () => {
      upstream.hold();
      expect(await send({ timeoutMs: 50 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
      await eventually(() => expect(upstream.arrivals[0]?.wasCutOff).toBe(true), soon);
    });

    it('a body that drips beyond the time is TIMEOUT too', async () => {
      upstream.answering = (_, response) => void response.writeHead(200).write('{');
      expect(await send({ timeoutMs: 50 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    });

    it('a connection that breaks is CONNECT', async () => {
      upstream.answering = (_, response) => void response.socket?.destroy();
      expect(await send()).toEqual({ kind: 'failure', code: 'CONNECT' });
    });

    it('more than 1 MiB is RESPONSE_TOO_LARGE', async () => {
      upstream.answer(200, 'x'.repeat(1_048_577));
      expect(await send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
      upstream.answer(200, 'x'.repeat(1_048_576));
      expect(await send()).toMatchObject({ kind: 'response' });
    });

    it('little on the wire that grows beyond 1 MiB is RESPONSE_TOO_LARGE', async () => {
      upstream.answering = (_, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000)));
      expect(await send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
    });

    it('headers beyond 16 KiB are RESPONSE_TOO_LARGE', async () => {
      upstream.answer(200, '{}', { 'x-long': 'x'.repeat(17_000) });
      expect(await send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
    });

    it('a compressed body is read', async () => {
      upstream.answering = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
      expect(await send()).toMatchObject({ kind: 'response', body: '{"a":1}' });
    });

    it('a body that claims a compression it does not have is PARSE', async () => {
      upstream.answer(200, '{}', { 'content-encoding': 'gzip' });
      expect(await send()).toEqual({ kind: 'failure', code: 'PARSE' });
    });

    it('a 429 is a response for the flow, not tried again', async () => {
      upstream.answer(429, '{}', { 'retry-after': '7' });
      expect(await send({ retries: 3 })).toMatchObject({ kind: 'response', statusCode: 429, headers: { 'retry-after': '7' } });
      expect(arrivals()).toBe(1);
    });
  });

  describe('and retries', () => {
    it('a safe request is tried again after a 5xx, as often as the flow says', async () => {
      upstream.answering = (_, response) => void response.writeHead(arrivals() < 3 ? 503 : 200).end();
      expect(await send({ retries: 2 })).toMatchObject({ kind: 'response', statusCode: 200 });
      upstream.answer(500);
      expect(await send({ retries: 1 })).toMatchObject({ kind: 'response', statusCode: 500 });
      expect(arrivals()).toBe(5);
    });

    it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('a %s is not', async (method) => {
      upstream.answer(503);
      expect(await send({ method, retries: 3 })).toMatchObject({ kind: 'response', statusCode: 503 });
      expect(arrivals()).toBe(1);
    });

    it('the last answer counts when a retry gets none', async () => {
      upstream.answering = (_, response) => void (arrivals() === 1 ? response.writeHead(502).end() : response.socket?.destroy());
      expect(await send({ retries: 1 })).toMatchObject({ kind: 'response', statusCode: 502 });
    });
  });

  describe('and the breaker', () => {
    it('an endpoint that fails is left alone, another connector’s is not', async () => {
      upstream.answer(503);
      for (let call = 0; call < 20; call += 1) await send();
      expect(await send()).toEqual({ kind: 'failure', code: 'BREAKER_OPEN' });
      expect(arrivals()).toBe(20);
      const other = { ...record(1), connectorId: 'c-2' };
      gate.applyFromTopic(other);
      const permit = new Passage(gate, ['c-2'], true).permitFor('c-2');
      expect(await outbound.send({ ...base, connectorId: 'c-2' }, permit, sender)).toMatchObject({ kind: 'response', statusCode: 503 });
    });

    it('a refusal for lack of permission does not count', async () => {
      upstream.answer(403);
      for (let call = 0; call < 30; call += 1) await send();
      expect(await send()).toMatchObject({ kind: 'response', statusCode: 403 });
    });
  });

  function permitWithoutSignal() {
    const connector = gate.find(connectorId);
    return connector ? { connector } : {};
  }
});
