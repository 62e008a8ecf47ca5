import { AddressPolicy } from '@patchbay/egress';
import { OutboundHarness, only } from '../../../test/support/outbound-harness.ts';

describe('the address of an outbound request', () => {
  let harness: OutboundHarness;
  beforeEach(async () => {
    harness = await OutboundHarness.start();
  });
  afterEach(() => harness.stop());

  const nowhere = () => new AddressPolicy([]);

  it('none leaves to an address that is not public', async () => {
    await harness.reopen({ policy: nowhere() });
    expect(await harness.send()).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
    expect(harness.arrivals).toBe(0);
  });

  it.each(['127.1', '0x7f000001', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])('none leaves to %s', async (host) => {
    await harness.reopen({
      policy: nowhere(),
      openHosts: only(...['127.0.0.1', '[::1]', '[::ffff:7f00:1]', 'localhost'].map((name) => `${name}:${harness.upstream.port}`)),
    });
    expect(await harness.sendOpen(`http://${host}:${harness.upstream.port}/`)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
    expect(harness.arrivals).toBe(0);
  });

  it('none leaves to a name that resolves to one, also when another of its addresses is public', async () => {
    const resolve = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    await harness.reopen({ policy: nowhere(), resolve, openHosts: only(`name.example:${harness.upstream.port}`) });
    expect(await harness.sendOpen(`http://name.example:${harness.upstream.port}/`)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
    expect(harness.arrivals).toBe(0);
  });

  it('the address that was checked is the one that is connected to, under its own name', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    await harness.reopen({ resolve, openHosts: only(`name.example:${harness.upstream.port}`) });
    expect(await harness.sendOpen(`http://name.example:${harness.upstream.port}/x`)).toMatchObject({ kind: 'response' });
    expect([asked, harness.upstream.arrivals[0]?.headers.host]).toEqual([1, `name.example:${harness.upstream.port}`]);
  });

  it('goes on to the next address when one does not answer', async () => {
    const policy = new AddressPolicy([{ host: 'name.example', prefix: undefined, port: harness.upstream.port }]);
    const resolve = async () => ['127.0.0.9', '127.0.0.1'].map((address) => ({ address, family: 4 }));
    await harness.reopen({ policy, resolve, openHosts: only(`name.example:${harness.upstream.port}`) });
    expect(await harness.sendOpen(`http://name.example:${harness.upstream.port}/`)).toMatchObject({ kind: 'response' });
  });

  it('without a connector only the hosts that the organization permits are called, and get no token', async () => {
    const url = `http://127.0.0.1:${harness.upstream.port}/`;
    expect(await harness.sendOpen(url)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
    await harness.reopen({ openHosts: only(`127.0.0.1:${harness.upstream.port}`) });
    expect(await harness.sendOpen(url)).toMatchObject({ kind: 'response' });
    expect(harness.upstream.arrivals[0]?.headers.authorization).toBeUndefined();
  });

  it('nobody is called while it cannot be found out who may be', async () => {
    await harness.reopen({ openHosts: { permit: () => Promise.reject(new Error('the database is away')) } });
    expect(await harness.sendOpen(`http://127.0.0.1:${harness.upstream.port}/`)).toEqual({ kind: 'failure', code: 'ACCESS_DENIED' });
    await harness.reopen({ openHosts: { permit: () => new Promise(() => undefined) } });
    const answer = harness.sendOpen(`http://127.0.0.1:${harness.upstream.port}/`, { timeoutMs: 200 });
    expect(await answer).toEqual({ kind: 'failure', code: 'TIMEOUT' });
    expect(harness.arrivals).toBe(0);
  });

  it('each organization has hosts of its own', async () => {
    const asked: string[] = [];
    await harness.reopen({
      openHosts: {
        permit: async (organizationId) => {
          asked.push(organizationId);
          return organizationId === 'o-1';
        },
      },
    });
    expect(await harness.sendOpen(`http://127.0.0.1:${harness.upstream.port}/`)).toMatchObject({ kind: 'response' });
    expect(asked).toEqual(['o-1']);
  });
});
