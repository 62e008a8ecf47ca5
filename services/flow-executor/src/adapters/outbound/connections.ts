import { Pool } from 'undici';

const most = 1_000;

/** Connections to one origin for one connector, or for one organization without a connector: nobody waits for those of another, nor goes on with them. */
export class Connections {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly options: Pool.Options) {}

  /** @param owner the connector or organization */
  to(origin: string, owner: string): Pool {
    const key = `${owner} ${origin}`;
    const known = this.pools.get(key);
    if (known) return known;
    this.makeRoom();
    const pool = new Pool(origin, this.options);
    this.pools.set(key, pool);
    return pool;
  }

  /** Idle ones are closed at once, those in use when their request is over. Whoever asks next begins with new ones. */
  drop(owner: string): void {
    for (const key of this.pools.keys()) if (key.startsWith(`${owner} `)) this.leave(key);
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

  private leave(key: string): void {
    const pool = this.pools.get(key);
    this.pools.delete(key);
    // It fails where its connections are broken already.
    pool?.close().catch(() => undefined);
  }
}
