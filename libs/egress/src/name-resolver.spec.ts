import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { nameResolver, type Resolve } from './name-resolver.ts';

/** A name server that knows `*.good.example` as 192.0.2.1, says nothing of `*.slow.example`, and does not know the rest. */
async function startNameServer(): Promise<{ address: string; asked: string[]; stop(): Promise<void> }> {
  const socket: Socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { address, port }) => {
    const name = nameIn(query);
    asked.push(name);
    if (name.endsWith('slow.example')) return;
    socket.send(answerTo(query, name), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise((resolve) => socket.close(resolve)),
  };
}

const headerBytes = 12;

function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = headerBytes; query[at]; at += 1 + (query[at] as number))
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] as number)));
  return labels.join('.').toLowerCase();
}

function answerTo(query: Buffer, name: string): Buffer {
  const questionEnd = headerBytes + name.length + 2 + 4;
  const isKnown = name.endsWith('good.example') && query.readUInt16BE(questionEnd - 4) === 1;
  const status = name.endsWith('good.example') ? 0x8180 : 0x8183;
  const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, status >> 8, status & 255, 0, 1, 0, isKnown ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
  return Buffer.concat([header, query.subarray(headerBytes, questionEnd), ...(isKnown ? [record] : [])]);
}

describe('the resolver of names', () => {
  let server: Awaited<ReturnType<typeof startNameServer>>;
  beforeEach(async () => {
    server = await startNameServer();
  });
  afterEach(() => server.stop());

  const never: Resolve = () => new Promise(() => undefined);
  const open = (system: Resolve, trusted: readonly string[] = []) =>
    nameResolver({ isTrusted: (name) => trusted.includes(name), nameServers: [server.address], system });

  it('asks the network, and needs no thread of the system for it', async () => {
    const resolve = open(never);
    expect(await resolve('api.good.example')).toEqual([{ address: '192.0.2.1', family: 4 }]);
  });

  it('goes on while many names are slow, and gives those up', async () => {
    const resolve = open(never);
    const slow = Array.from({ length: 50 }, (_, index) => resolve(`n${index}.slow.example`).catch((error: unknown) => error));
    for (let index = 0; index < 20; index += 1) expect(await resolve(`n${index}.good.example`)).toHaveLength(1);
    for (const error of await Promise.all(slow)) expect(error).toMatchObject({ code: 'egress.name-not-resolved' });
  });

  it('asks the system for what the network does not know, two names at a time', async () => {
    const asked: string[] = [];
    const slow = Promise.withResolvers<void>();
    const resolve = open(async (name) => {
      asked.push(name);
      await slow.promise;
      return [{ address: '127.0.0.1', family: 4 }];
    });
    const names = ['one.local', 'two.local', 'three.local', 'four.local'];
    const answers = names.map((name) => resolve(name));
    expect(await resolve('api.good.example')).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(2);
    slow.resolve();
    for (const answer of await Promise.all(answers)) expect(answer).toHaveLength(1);
    expect(asked.toSorted()).toEqual(names.toSorted());
  });

  it('asks the system alone for a name of the operator', async () => {
    const resolve = open(async () => [{ address: '10.0.0.9', family: 4 }], ['crm.good.example']);
    expect(await resolve('crm.good.example')).toEqual([{ address: '10.0.0.9', family: 4 }]);
    expect(server.asked).toEqual([]);
  });
});
