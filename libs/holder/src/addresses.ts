/** Several replicas of one service: the one that answered last is asked first. */
export class Addresses {
  private readonly urls: readonly string[];
  private at = 0;

  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new TypeError('registryUrls is empty: name at least one');
    this.urls = urls.map((url) => url.replace(/\/$/, ''));
  }

  get count(): number {
    return this.urls.length;
  }

  get current(): string {
    return this.urls[this.at] ?? '';
  }

  /** After a failure. Unless somebody else has gone on meanwhile. */
  leave(url: string): void {
    if (url === this.current) this.at = (this.at + 1) % this.urls.length;
  }
}
