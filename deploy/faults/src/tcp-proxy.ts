import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** `forth`: from whoever connects. */
export type Direction = 'forth' | 'back';

/**
 * `pass`: as it comes. `stall`: nothing gets through, nothing is lost, and neither side is told (half-open). `drop`: bytes vanish.
 */
type Mode = 'pass' | 'stall' | 'drop';

interface Address {
  host: string;
  port: number;
}

class Lane {
  delayMs = 0;
  mode: Mode = 'pass';
  private opened = Promise.withResolvers<void>();

  set(mode: Mode): void {
    this.mode = mode;
    if (mode === 'stall') return;
    this.opened.resolve();
    this.opened = Promise.withResolvers<void>();
  }

  /** Settles when what has come may go on. */
  async passage(): Promise<void> {
    if (this.delayMs > 0) await pause(this.delayMs);
    while (this.mode === 'stall') await this.opened.promise;
  }
}

interface Connection {
  near: Socket;
  far: Socket;
  /** A connection without a part of its bytes is good for nothing more. */
  hasLost: boolean;
}

/** A TCP way from one process to another, with the faults of a network. Each direction by itself, switched while connections are open. */
export class TcpProxy {
  private readonly server: Server;
  private readonly lanes = { forth: new Lane(), back: new Lane() };
  private readonly connections = new Set<Connection>();
  private target: Address | undefined;
  private isCut = false;

  private constructor() {
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.join(near));
  }

  /** @param target URL whose host and port it leads to; default: nowhere, until `leadTo` says where */
  static async start(target?: string): Promise<TcpProxy> {
    const proxy = new TcpProxy();
    if (target !== undefined) proxy.leadTo(target);
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The same URL, by way of this. */
  via(url: string): string {
    return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(this.port) }).href;
  }

  /** Of connections from now on. */
  leadTo(url: string): void {
    const { hostname: host, port } = new URL(url);
    this.target = { host, port: Number(port) };
  }

  /** Half-open: connections stay, and nothing gets through. @param directions default: both */
  stall(...directions: Direction[]): void {
    this.set('stall', directions);
  }

  /** What is sent in that direction is lost, without a word to either side. */
  drop(...directions: Direction[]): void {
    this.set('drop', directions);
  }

  delay(delayMs: number, ...directions: Direction[]): void {
    for (const lane of this.lanesOf(directions)) lane.delayMs = delayMs;
  }

  /** Ends every connection, and each new one at once. */
  cut(): void {
    this.isCut = true;
    for (const { near, far } of this.connections) for (const socket of [near, far]) socket.resetAndDestroy();
  }

  heal(): void {
    this.isCut = false;
    for (const { near, far, hasLost } of this.connections) if (hasLost) for (const socket of [near, far]) socket.destroy();
    this.set('pass', []);
    this.delay(0);
  }

  async stop(): Promise<void> {
    this.heal();
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private set(mode: Mode, directions: readonly Direction[]): void {
    for (const lane of this.lanesOf(directions)) lane.set(mode);
  }

  private lanesOf(directions: readonly Direction[]): Lane[] {
    return (directions.length > 0 ? directions : (['forth', 'back'] as const)).map((direction) => this.lanes[direction]);
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.isCut || !this.target) return void near.resetAndDestroy();
    const far = connect({ ...this.target, allowHalfOpen: true, noDelay: true }).on('error', () => undefined);
    const connection: Connection = { near, far, hasLost: false };
    this.connections.add(connection);
    const { forth, back } = this.lanes;
    void Promise.all([pump(near, far, forth, connection), pump(far, near, back, connection)]).then(() => {
      this.connections.delete(connection);
      for (const socket of [near, far]) socket.destroy();
    });
  }
}

/** The end of one side is told to the other in the same way as its bytes. */
async function pump(from: Socket, to: Socket, lane: Lane, connection: Connection): Promise<void> {
  try {
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      await lane.passage();
      if (lane.mode === 'drop') connection.hasLost = true;
      else if (!to.write(chunk as Buffer)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    await lane.passage();
    if (lane.mode !== 'drop') to.end();
  } catch {
    await lane.passage();
    if (lane.mode !== 'drop') to.resetAndDestroy();
  }
}
