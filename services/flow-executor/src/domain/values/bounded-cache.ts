/** Keeps what is expensive to make. Its keys come from flows and their data: when there are too many, it starts anew. */
export class BoundedCache<T> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly most: number) {}

  get(key: string, make: (key: string) => T): T {
    const found = this.kept.get(key);
    if (found !== undefined) return found;
    if (this.kept.size >= this.most) this.kept.clear();
    const made = make(key);
    this.kept.set(key, made);
    return made;
  }
}
