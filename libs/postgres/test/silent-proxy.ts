import { connect, createServer, type Socket } from 'node:net';

/** Passes everything on until it falls silent: then the connections that it has stay open, and nothing comes through them any more. */
export class SilentProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(upstream).pipe(client);
  });

  private constructor(private readonly target: URL) {}

  /** @returns the proxy and the address of the same database through it */
  static async before(databaseUrl: string): Promise<{ proxy: SilentProxy; url: string }> {
    const url = new URL(databaseUrl);
    const proxy = new SilentProxy(new URL(databaseUrl));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    const address = proxy.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    url.hostname = '127.0.0.1';
    url.port = String(address.port);
    return { proxy, url: url.href };
  }

  fallSilent(): void {
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
