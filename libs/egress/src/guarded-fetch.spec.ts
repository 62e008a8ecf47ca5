import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressPolicy } from './address-policy.ts';
import { guardedFetch } from './guarded-fetch.ts';
import type { Resolve } from './name-resolver.ts';
import { privateTargets } from './private-targets.ts';

describe('guardedFetch', () => {
  let server: Server;
  let port: number;
  let arrivals: string[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      arrivals.push(request.headers.host ?? '');
      if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://example.com/' }).end();
      else response.end('here');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });

  beforeEach(() => {
    arrivals = [];
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const policy = (permitted = '') => new AddressPolicy(privateTargets.parse(permitted));
  const toLoopback: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const get = (url: string, permitted?: string, resolve: Resolve = toLoopback) => guardedFetch({ policy: policy(permitted), resolve })(url);

  it('reaches what the operator permits, with the name in Host', async () => {
    const response = await get(`http://idp.internal:${port}/`, `idp.internal:${port}`);
    expect([await response.text(), arrivals]).toEqual(['here', [`idp.internal:${port}`]]);
  });

  it.each(['127.0.0.1', '2130706433', '0x7f000001', '127.1', 'localhost', 'idp.example', '[::1]', '[::ffff:127.0.0.1]'])(
    'sends nothing to %s when it is not permitted',
    async (host) => {
      await expect(get(`http://${host}:${port}/`)).rejects.toMatchObject({ cause: { code: 'egress.address-refused' } });
      expect(arrivals).toEqual([]);
    },
  );

  it('takes the permitted one of several addresses', async () => {
    const both: Resolve = async () => ['10.9.9.9', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    expect((await get(`http://idp.example:${port}/`, `127.0.0.1:${port}`, both)).status).toBe(200);
  });

  it('follows no redirect', async () => {
    expect((await get(`http://idp.internal:${port}/elsewhere`, `idp.internal:${port}`)).status).toBe(302);
  });

  it('tries no more than three addresses of a name', async () => {
    const many: Resolve = async () => ['127.0.0.5', '127.0.0.6', '127.0.0.7', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    await expect(get(`http://idp.internal:${port}/`, `idp.internal:${port}`, many)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    expect(arrivals).toEqual([]);
  });

  it('resolves a name once at a time, so that a slow one leaves the resolver to the others', async () => {
    const asked: string[] = [];
    const slow = Promise.withResolvers<void>();
    const resolve: Resolve = async (hostname) => {
      asked.push(hostname);
      if (hostname === 'slow.internal') await slow.promise;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const fetch = guardedFetch({ policy: policy(`slow.internal:${port},quick.internal:${port}`), resolve });
    const waiting = Array.from({ length: 20 }, () => fetch(`http://slow.internal:${port}/`));
    expect((await fetch(`http://quick.internal:${port}/`)).status).toBe(200);
    expect(asked).toEqual(['slow.internal', 'quick.internal']);
    slow.resolve();
    for (const { status } of await Promise.all(waiting)) expect(status).toBe(200);
  });

  it('fails with what the resolver said', async () => {
    const resolve: Resolve = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    await expect(get('http://nowhere.example/', '', resolve)).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } });
  });
});

describe('privateTargets', () => {
  it('names the part that it does not understand', () => {
    expect(privateTargets.safeParse('localhost:8085, everything').error?.issues).toMatchObject([
      { message: 'everything is neither host:port nor range/prefix:port' },
    ]);
  });
});
