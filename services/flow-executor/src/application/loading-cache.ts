import { BoundedCache } from './bounded-cache.ts';

/** Reads what it does not have, once for all who ask at the same time; keeps nothing that was being read while it was made invalid. */
export class LoadingCache<Entry> {
  private readonly entries: BoundedCache<Entry>;
  private readonly loading = new Map<string, Promise<Entry | undefined>>();

  constructor(
    limit: number,
    private readonly read: (key: string) => Promise<Entry | undefined>,
  ) {
    this.entries = new BoundedCache(limit);
  }

  /** Without a promise where it is known. */
  find(key: string): Entry | undefined | Promise<Entry | undefined> {
    return this.entries.get(key) ?? this.load(key);
  }

  known(): [key: string, entry: Entry][] {
    return this.entries.entries();
  }

  /** Of those being read too: what is read may be older than the change. */
  invalidate(concerns: (key: string) => boolean): void {
    for (const [key] of this.entries.entries()) if (concerns(key)) this.entries.delete(key);
    for (const key of this.loading.keys()) if (concerns(key)) this.loading.delete(key);
  }

  private async load(key: string): Promise<Entry | undefined> {
    const running = this.loading.get(key);
    if (running) return running;
    const reading = this.read(key);
    this.loading.set(key, reading);
    try {
      const entry = await reading;
      if (entry && this.loading.get(key) === reading) this.entries.set(key, entry);
      return entry;
    } finally {
      if (this.loading.get(key) === reading) this.loading.delete(key);
    }
  }
}
