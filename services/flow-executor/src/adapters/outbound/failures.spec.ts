import { gzipSync } from 'node:zlib';
import { AddressPolicy } from '@patchbay/egress';
import { eventually } from '@patchbay/testing';
import { OutboundHarness, only, soon } from '../../../test/support/outbound-harness.ts';

describe('an outbound request that fails', () => {
  let harness: OutboundHarness;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
  });
  afterEach(() => harness.stop());

  it('a name that does not resolve is DNS', async () => {
    await harness.reopen({
      resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
      openHosts: only('name.example'),
    });
    expect(await harness.sendOpen('http://name.example/')).toEqual({ kind: 'failure', code: 'DNS' });
  });

  it('a port where nobody listens is CONNECT', async () => {
    await harness.reopen({
      policy: new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: 1 }]),
      openHosts: only('127.0.0.1:1'),
    });
    expect(await harness.sendOpen('http://127.0.0.1:1/')).toEqual({ kind: 'failure', code: 'CONNECT' });
  });

  it('a server without encryption behind an https URL is TLS', async () => {
    await harness.reopen({ openHosts: only(`127.0.0.1:${harness.upstream.port}`) });
    expect(await harness.sendOpen(`https://127.0.0.1:${harness.upstream.port}/`)).toEqual({ kind: 'failure', code: 'TLS' });
  });

  it('no answer within the time of the activity is TIMEOUT, and the socket is destroyed', async () => {
    harness.upstream.hold();
    expect(await harness.send({ timeoutMs: 300 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    await eventually(() => expect(harness.upstream.arrivals[0]?.wasCutOff).toBe(true), soon);
  });

  it('a body that drips beyond the time is TIMEOUT too', async () => {
    harness.upstream.answering = (_, response) => void response.writeHead(200).write('{');
    expect(await harness.send({ timeoutMs: 300 })).toEqual({ kind: 'failure', code: 'TIMEOUT' });
  });

  it('a connection that breaks is CONNECT', async () => {
    harness.upstream.answering = (_, response) => void response.socket?.destroy();
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'CONNECT' });
  });

  it('more than 1 MiB is RESPONSE_TOO_LARGE', async () => {
    harness.upstream.answer(200, 'x'.repeat(1_048_577));
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
    harness.upstream.answer(200, 'x'.repeat(1_048_576));
    expect(await harness.send()).toMatchObject({ kind: 'response' });
  });

  it('little on the wire that grows beyond 1 MiB is RESPONSE_TOO_LARGE', async () => {
    harness.upstream.answering = (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000)));
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
  });

  it('headers beyond 16 KiB are RESPONSE_TOO_LARGE', async () => {
    harness.upstream.answer(200, '{}', { 'x-long': 'x'.repeat(17_000) });
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'RESPONSE_TOO_LARGE' });
  });

  it('a compressed body is read', async () => {
    harness.upstream.answering = (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
    expect(await harness.send()).toMatchObject({ kind: 'response', body: '{"a":1}' });
  });

  it('a body that claims a compression it does not have is PARSE', async () => {
    harness.upstream.answer(200, '{}', { 'content-encoding': 'gzip' });
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'PARSE' });
  });

  it('a 429 is a response for the flow, not tried again', async () => {
    harness.upstream.answer(429, '{}', { 'retry-after': '7' });
    expect(await harness.send({ retries: 3 })).toMatchObject({ kind: 'response', statusCode: 429, headers: { 'retry-after': '7' } });
    expect(harness.arrivals).toBe(1);
  });
});
