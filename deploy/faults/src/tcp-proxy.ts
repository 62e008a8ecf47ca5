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

type Lanes = Readonly<Record<Direction, Lane>>;

interface Connection {
  near: Socket;
  far: Socket;
  /** Its own, beside those that all have in common. */
  lanes: Lanes;
  /** A connection without a part of its bytes is good for nothing more. */
  hasLost: boolean;
}

const newLanes = (): Lanes => ({ forth: new Lane(), back: new Lane() });
const both = ['forth', 'back'] as const;

/** A TCP way from one process to another, with the faults of a network. Each direction by itself, switched while connections are open. */
export class TcpProxy {
  private readonly server: Server;
  private readonly lanes = newLanes();
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

  /** The same for the connections of this moment; new ones work. */
  stallWhatIsOpen(...directions: Direction[]): void {
    for (const { lanes } of this.connections) for (const lane of chosen(lanes, directions)) lane.set('stall');
  }

  /** What is sent in that direction is lost, without a word to either side. */
  drop(...directions: Direction[]): void {
    this.set('drop', directions);
  }

  delay(delayMs: number, ...directions: Direction[]): void {
    for (const lane of chosen(this.lanes, directions)) lane.delayMs = delayMs;
  }

  /** Ends every connection, and each new one at once. */
  cut(): void {
    this.isCut = true;
    for (const { near, far } of this.connections) for (const socket of [near, far]) socket.resetAndDestroy();
  }

  heal(): void {
    this.isCut = false;
    for (const { near, far, lanes, hasLost } of this.connections) {
      for (const lane of chosen(lanes, [])) lane.set('pass');
      if (hasLost) for (const socket of [near, far]) socket.destroy();
    }
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
    for (const lane of chosen(this.lanes, directions)) lane.set(mode);
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.isCut || !this.target) return void near.resetAndDestroy();
    const far = connect({ ...this.target, allowHalfOpen: true, noDelay: true }).on('error', () => undefined);
    const connection: Connection = { near, far, lanes: newLanes(), hasLost: false };
    this.connections.add(connection);
    void Promise.all([this.pump('forth', connection), this.pump('back', connection)]).then(() => {
      this.connections.delete(connection);
      for (const socket of [near, far]) socket.destroy();
    });
  }

  /** The end of one side is told to the other in the same way as its bytes. */
  private async pump(direction: Direction, connection: Connection): Promise<void> {
    const { near, far, lanes } = connection;
    const [from, to] = direction === 'forth' ? [near, far] : [far, near];
    const passage = async () => {
      await lanes[direction].passage();
      await this.lanes[direction].passage();
    };
    const drops = () => this.lanes[direction].mode === 'drop';
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) {
        await passage();
        if (drops()) connection.hasLost = true;
        else if (!to.write(chunk as Buffer)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      await passage();
      if (!drops()) to.end();
    } catch {
      await passage();
      if (!drops()) to.resetAndDestroy();
    }
  }
}

/** None named: both. */
const chosen = (lanes: Lanes, directions: readonly Direction[]): Lane[] =>
  (directions.length > 0 ? directions : both).map((direction) => lanes[direction]);
