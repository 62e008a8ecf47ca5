/** What a consumer has got, against what was committed. Redeliveries are allowed, gaps and swaps are not. */
export class Arrivals {
  private readonly atMs = new Map<number, number>();
  private readonly newest = new Map<string, number>();
  private swaps = 0;

  /** @param number rises with the commits of one key */
  note(key: string, number: number): void {
    if (this.atMs.has(number)) return;
    this.atMs.set(number, performance.now());
    const newest = this.newest.get(key) ?? 0;
    if (number < newest) this.swaps += 1;
    this.newest.set(key, Math.max(newest, number));
  }

  get count(): number {
    return this.atMs.size;
  }

  get reordered(): number {
    return this.swaps;
  }

  at(number: number): number | undefined {
    return this.atMs.get(number);
  }
}
