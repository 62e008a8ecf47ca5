import { Pool } from 'undici';

const most = 1_000;

/** @param owner a connector, or an organization without one: nobody waits for the connections of another, nor goes on with them */
export const endpointOf = (owner: string, origin: string): string => `${owner} ${origin}`;

/** Those of each endpoint apart. */
export class Connections {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly options: Pool.Options) {}

  to(endpoint: string, origin: string): Pool {
    const known = this.pools.get(endpoint);
    if (known) return known;
    this.makeRoom();
    const pool = new Pool(origin, this.options);
    this.pools.set(endpoint, pool);
    return pool;
  }

  /** Idle ones are closed at once, those in use when their request is over. Whoever asks next begins with new ones. */
  drop(owner: string): void {
    for (const endpoint of this.pools.keys()) if (endpoint.startsWith(endpointOf(owner, ''))) this.leave(endpoint);
  }

  async destroy(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private makeRoom(): void {
    const [oldest] = this.pools.keys();
    if (oldest !== undefined && this.pools.size >= most) this.leave(oldest);
  }

  private leave(endpoint: string): void {
    const pool = this.pools.get(endpoint);
    this.pools.delete(endpoint);
    // It fails where its connections are broken already.
    pool?.close().catch(() => undefined);
  }
}
