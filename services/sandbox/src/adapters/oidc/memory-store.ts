import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/** Everything that the provider keeps of one kind. Entries of a kind live equally long, so the oldest are the first to expire. */
export class MemoryStore implements Adapter {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number = Date.now) {}

  peek(id: string): AdapterPayload | undefined {
    const entry = this.entries.get(id);
    return entry && entry.expiresAtMs > this.now() ? entry.payload : undefined;
  }

  async upsert(id: string, payload: AdapterPayload, expiresInSeconds?: number): Promise<void> {
    this.dropExpired();
    this.entries.set(id, { payload, expiresAtMs: expiresInSeconds === undefined ? Infinity : this.now() + expiresInSeconds * 1_000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.peek(id);
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.payloads().find((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.payloads().find((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = this.peek(id);
    if (payload) payload.consumed = Math.floor(this.now() / 1_000);
  }

  async destroy(id: string): Promise<void> {
    this.entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.entries) if (payload.grantId === grantId) this.entries.delete(id);
  }

  private payloads(): AdapterPayload[] {
    return [...this.entries.keys()].map((id) => this.peek(id)).filter((payload) => payload !== undefined);
  }

  private dropExpired(): void {
    for (const [id, { expiresAtMs }] of this.entries) {
      if (expiresAtMs > this.now()) return;
      this.entries.delete(id);
    }
  }
}
