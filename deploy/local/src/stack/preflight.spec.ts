import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { portsOf, requireFree, shortageOf } from './preflight.ts';

const gibibyte = 1024 ** 3;

describe('shortageOf', () => {
  it('finds none where there is room', () => {
    expect(shortageOf(4 * gibibyte, 4 * gibibyte)).toBeUndefined();
  });

  it('says how much memory is missing', () => {
    expect(shortageOf(1.5 * gibibyte, 4 * gibibyte)).toBe(
      'only 1.5 GiB of memory are free and the stack needs 2.0 GiB: close other programs and start again',
    );
  });

  it('says how much disk is missing, and where', () => {
    expect(shortageOf(4 * gibibyte, 0.2 * gibibyte)).toMatch(/^only 0.2 GiB are free on the disk of .*: make room and start again$/);
  });
});

describe('requireFree', () => {
  it.each(['127.0.0.1', '::'])('names the port and its user when a program listens on %s', async (host) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const { port } = server.address() as AddressInfo;
    await expect(requireFree(port, 'authz')).rejects.toThrow(`port ${port}, which authz needs, is in use`);
    await new Promise((resolve) => server.close(resolve));
    await expect(requireFree(port, 'authz')).resolves.toBeUndefined();
  });
});

describe('portsOf', () => {
  it('has a port of its own for everything that listens', () => {
    const ports = portsOf(8).map(([port]) => port);
    expect(new Set(ports).size).toBe(14);
  });
});
