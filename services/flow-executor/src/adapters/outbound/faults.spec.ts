import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { AddressPolicy } from '@patchbay/egress';
import { eventually } from '@patchbay/testing';
import { FaultyUpstream } from '../../../test/support/faulty-upstream.ts';
import { listen, portOf } from '../../../test/support/json-server.ts';
import { OutboundHarness, only } from '../../../test/support/outbound-harness.ts';

const soon = { withinMs: 20_000 };
const ok = 'HTTP/1.1 200 OK\r\n';

/** Of zeros, in as many bytes as are still taken from the wire. */
function oneGibibyteInGzip(): Buffer {
  const member = gzipSync(Buffer.alloc(64 * 1_048_576), { level: 9 });
  return Buffer.concat(Array.from({ length: 16 }, () => member));
}

describe('an upstream that misbehaves', () => {
  let harness: OutboundHarness;
  let upstream: FaultyUpstream;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
    upstream = await new FaultyUpstream().start();
    harness.tokens.resource = `http://127.0.0.1:${upstream.port}/api`;
    await harness.reopen({ policy: new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: upstream.port }]) });
  });
  afterEach(async () => {
    await harness.stop();
    await upstream.stop();
  });

  const withBody =
    (body: string, headers = `content-length: ${body.length}`) =>
    (socket: Socket) =>
      void socket.write(`${ok}${headers}\r\n\r\n${body}`);

  it.each<[string, string, (socket: Socket) => void]>([
    ['headers that drip', 'TIMEOUT', (socket) => upstream.drip(socket, ok, 'x: 1\r\n')],
    ['a body that drips', 'TIMEOUT', (socket) => upstream.drip(socket, `${ok}content-length: 1000000\r\n\r\n`, 'x')],
    ['a body that drips in chunks', 'TIMEOUT', (socket) => upstream.drip(socket, `${ok}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n')],
    ['no word at all', 'TIMEOUT', () => undefined],
    ['interim responses without end', 'TIMEOUT', (socket) => upstream.drip(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n')],
    ['a connection that is reset at once', 'CONNECT', (socket) => void socket.resetAndDestroy()],
    ['a connection that is reset within the headers', 'CONNECT', (socket) => void socket.write(ok, () => socket.resetAndDestroy())],
    [
      'a connection that is reset within the body',
      'CONNECT',
      (socket) => void socket.write(`${ok}content-length: 100\r\n\r\n{"a":`, () => socket.resetAndDestroy()),
    ],
    ['a body that is shorter than it was said to be', 'CONNECT', (socket) => void socket.end(`${ok}content-length: 100\r\n\r\n{"a":1}`)],
    ['chunks that end in the middle', 'CONNECT', (socket) => void socket.end(`${ok}transfer-encoding: chunked\r\n\r\nff\r\nx`)],
    ['two lengths', 'PARSE', withBody('{}', 'content-length: 2\r\ncontent-length: 3')],
    ['a length that is no number', 'PARSE', withBody('{}', 'content-length: two')],
    ['a length beside chunks', 'PARSE', withBody('2\r\n{}\r\n0\r\n\r\n', 'content-length: 2\r\ntransfer-encoding: chunked')],
    ['chunks that are none', 'PARSE', withBody('zz\r\n{}', 'transfer-encoding: chunked')],
    ['a word that is not HTTP', 'PARSE', (socket) => void socket.write('220 mail.example ESMTP\r\n')],
    ['headers without end', 'RESPONSE_TOO_LARGE', (socket) => upstream.flood(socket, ok, 'x-more: yes\r\n'.repeat(100))],
    ['one header without end', 'RESPONSE_TOO_LARGE', (socket) => upstream.flood(socket, `${ok}x: `, 'x'.repeat(1_000))],
    ['a body without end', 'RESPONSE_TOO_LARGE', (socket) => upstream.flood(socket, `${ok}\r\n`, 'x'.repeat(65_536))],
    [
      'a body that says it is too large',
      'RESPONSE_TOO_LARGE',
      (socket) => upstream.drip(socket, `${ok}content-length: 99999999999\r\n\r\n`, 'x'),
    ],
    [
      'one gibibyte that was compressed',
      'RESPONSE_TOO_LARGE',
      (socket) => {
        const body = oneGibibyteInGzip();
        socket.write(`${ok}content-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`);
        socket.write(body);
      },
    ],
    ['a charset that nobody knows', 'PARSE', withBody('{}', 'content-type: application/json; charset=klingon\r\ncontent-length: 2')],
    ['a compression that nobody knows', 'PARSE', withBody('{}', 'content-encoding: constructor\r\ncontent-length: 2')],
  ])('%s is %s, and its connection is gone', async (_what, code, speak) => {
    upstream.speak = speak;
    const timeoutMs = code === 'TIMEOUT' ? 400 : 20_000;
    expect(await harness.send({ timeoutMs })).toEqual({ kind: 'failure', code });
    await harness.outbound.close();
    await eventually(() => expect(upstream.connections).toBe(0), soon);
  });

  it.each([
    ['TIMEOUT', (socket: Socket) => upstream.drip(socket, ok, 'x: 1\r\n')],
    ['RESPONSE_TOO_LARGE', (socket: Socket) => upstream.flood(socket, `${ok}\r\n`, 'x'.repeat(65_536))],
    ['PARSE', (socket: Socket) => void socket.write('nonsense\r\n')],
  ])('a connection that ended in %s is not used again, nor kept', async (code, speak) => {
    upstream.speak = speak;
    expect(await harness.send({ timeoutMs: code === 'TIMEOUT' ? 400 : 20_000 })).toEqual({ kind: 'failure', code });
    await eventually(() => expect(upstream.connections).toBe(0), soon);
  });

  it('what comes after the end of a response reaches nobody', async () => {
    upstream.speak = (socket) => void socket.write(`${ok}content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n"evil"`);
    expect(await harness.send({ timeoutMs: 20_000 })).toMatchObject({ kind: 'response', body: '{}' });
    upstream.speak = (socket) => void socket.write(`${ok}content-length: 3\r\n\r\n[1]`);
    expect(await harness.send({ timeoutMs: 20_000 })).toMatchObject({ kind: 'response', body: '[1]' });
  });

  it('redirects without end are not followed', async () => {
    upstream.speak = (socket) => void socket.write('HTTP/1.1 302 Found\r\nlocation: /api/v1/agents\r\ncontent-length: 0\r\n\r\n');
    expect(await harness.send({ timeoutMs: 20_000 })).toMatchObject({ kind: 'response', statusCode: 302 });
    expect(upstream.connections).toBe(1);
  });

  it('a name that is never resolved is TIMEOUT', async () => {
    await harness.reopen({ resolve: () => new Promise(() => undefined), openHosts: only('name.example') });
    expect(await harness.sendOpen('http://name.example/', { timeoutMs: 200 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
  });

  it('a server that never says a word of TLS is TIMEOUT, and its connection is given up', async () => {
    await harness.reopen({
      openHosts: only(`127.0.0.1:${upstream.port}`),
      policy: new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: upstream.port }]),
    });
    const url = `https://127.0.0.1:${upstream.port}/`;
    expect(await harness.sendOpen(url, { timeoutMs: 200 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    await eventually(() => expect(upstream.connections).toBe(0), soon);
  });

  it('a server without a certificate is TLS', async () => {
    const server = createTlsServer();
    server.on('tlsClientError', () => undefined);
    await listen(server);
    const port = portOf(server);
    await harness.reopen({
      openHosts: only(`127.0.0.1:${port}`),
      policy: new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port }]),
    });
    expect(await harness.sendOpen(`https://127.0.0.1:${port}/`, { timeoutMs: 20_000 })).toEqual({ kind: 'failure', code: 'TLS' });
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a response', () => {
  let harness: OutboundHarness;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
  });
  afterEach(() => harness.stop());

  it.each([
    ['application/json', Buffer.from('"ü"'), '"ü"'],
    ['application/json; charset=utf-8', Buffer.from('"ü"'), '"ü"'],
    ['application/json; charset="UTF-8"', Buffer.from('\ufeff"ü"'), '"ü"'],
    ['text/plain; charset=ISO-8859-1', Buffer.from([0xfc]), 'ü'],
    ['text/plain;charset=windows-1252', Buffer.from([0x80]), '€'],
    ['text/xml; charset=utf-16le', Buffer.from('ü', 'utf16le'), 'ü'],
    ['text/plain; charset=shift_jis', Buffer.from([0x93, 0xfa]), '日'],
    ['text/plain; charset=utf-8', Buffer.from([0x61, 0xfc, 0x62]), 'a\ufffdb'],
  ])('of %s is read in its charset, and what does not fit is replaced', async (type, body, text) => {
    harness.upstream.answering = (_, response) => void response.writeHead(200, { 'content-type': type }).end(body);
    expect(await harness.send()).toMatchObject({ kind: 'response', body: text });
  });
});
