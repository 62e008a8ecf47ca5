import { TcpProxy } from './tcp-proxy.ts';

/** What a process talks to. */
export type Peer = 'token-broker' | 'postgres' | 'kafka' | `connector-registry-${number}` | (string & {});

/** The ways from one process to the others. */
export class Network {
  private readonly ways = new Map<string, TcpProxy>();

  /** A way that there is not yet. */
  async open(peer: Peer, target?: string): Promise<TcpProxy> {
    const way = await TcpProxy.start(target);
    this.ways.set(peer, way);
    return way;
  }

  find(peer: Peer): TcpProxy | undefined {
    return this.ways.get(peer);
  }

  to(peer: Peer): TcpProxy {
    const way = this.find(peer);
    if (!way) throw new Error(`there is no proxy in front of ${peer}: there are ${[...this.ways.keys()].join(', ') || 'none'}`);
    return way;
  }

  /** Every way whose name begins so. */
  toEvery(prefix: string): TcpProxy[] {
    return [...this.ways].flatMap(([peer, way]) => (peer.startsWith(prefix) ? [way] : []));
  }

  heal(): void {
    for (const way of this.ways.values()) way.heal();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.ways.values()].map((way) => way.stop()));
  }
}
