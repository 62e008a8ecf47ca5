import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { eventually } from '@patchbay/testing';
import { TcpProxy } from './tcp-proxy.ts';

const soon = { withinMs: 20_000 };

describe('a proxy', () => {
  let server: Server;
  let proxy: TcpProxy;
  /** What the server has heard, on all connections; it answers `re: ` and the same. */
  let heard: string;
  let served: Socket[];
  let opened: Socket[];

  beforeEach(async () => {
    heard = '';
    served = [];
    opened = [];
    server = createServer((socket) => {
      served.push(socket.on('error', () => undefined));
      socket.on('data', (chunk) => {
        heard += chunk;
        socket.write(`re: ${chunk}`);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = await TcpProxy.start(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.stop();
    for (const socket of [...opened, ...served]) socket.destroy();
    server.close();
  });

  const open = () => {
    const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
    const client = { socket, answers: '' };
    socket.on('data', (chunk) => {
      client.answers += chunk;
    });
    opened.push(socket);
    return client;
  };
  const served1 = async () => {
    const client = open();
    client.socket.write('1');
    await eventually(() => expect(client.answers).toBe('re: 1'), soon);
    return client;
  };

  it('passes what comes, in both directions, and the end of it', async () => {
    const client = await served1();
    client.socket.end();
    await eventually(() => expect(served[0]?.readableEnded).toBe(true), soon);
  });

  it('holds answers back, and lets them go when it is healed', async () => {
    const client = await served1();
    proxy.stall('back');
    client.socket.write('2');
    await eventually(() => expect(heard).toBe('12'), soon);
    expect([client.answers, client.socket.closed]).toEqual(['re: 1', false]);
    proxy.heal();
    await eventually(() => expect(client.answers).toBe('re: 1re: 2'), soon);
  });

  it('holds back on connections that are open, and serves new ones', async () => {
    const client = await served1();
    proxy.stallWhatIsOpen();
    client.socket.write('2');
    const other = open();
    other.socket.write('3');
    await eventually(() => expect(other.answers).toBe('re: 3'), soon);
    expect([heard, client.answers]).toEqual(['13', 're: 1']);
  });

  it('loses what it drops; such a connection ends when it is healed, and a new one is served', async () => {
    const client = await served1();
    proxy.drop('forth');
    client.socket.write('2');
    const other = open();
    other.socket.write('3');
    // In vain, until what was written on them has been read.
    await eventually(() => {
      proxy.heal();
      proxy.drop('forth');
      expect([client.socket.closed, other.socket.closed]).toEqual([true, true]);
    }, soon);
    expect(heard).toBe('1');
    proxy.heal();
    await served1();
  });

  it('ends connections when it is cut, and each new one at once', async () => {
    const client = await served1();
    proxy.cut();
    const other = open();
    await eventually(() => expect([client.socket.closed, other.socket.closed]).toEqual([true, true]), soon);
    proxy.heal();
    await served1();
  });

  it('delays', async () => {
    proxy.delay(20, 'forth');
    const begin = performance.now();
    await served1();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
  });
});
