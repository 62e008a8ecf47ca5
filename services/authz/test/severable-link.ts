import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP way to something that a test can cut and mend; while it is cut, connections are refused. */
export class SeverableLink {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  private constructor(private readonly target: { host: string; port: number }) {}

  static async to(host: string, port: number): Promise<SeverableLink> {
    const link = new SeverableLink({ host, port });
    await link.mend();
    return link;
  }

  get localPort(): number {
    return this.port;
  }

  async mend(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(this.target);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => this.sockets.delete(one) && other.destroy());
        one.pipe(other);
      }
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async sever(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.close();
    for (const socket of this.sockets) socket.destroy();
    if (server) await once(server, 'close');
  }
}
