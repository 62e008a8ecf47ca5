/** A stream of a registry to one holder, which ends when the holder ends it: `openStream` of the holder's connection without HTTP. */
export class ToldPushes {
  private readonly told: string[] = [];
  private wake: () => void = () => undefined;

  tell(change: object): void {
    this.told.push(`event: push\ndata: ${JSON.stringify(change)}\n\n`);
    this.wake();
  }

  async *read(signal: AbortSignal): AsyncGenerator<Buffer> {
    signal.addEventListener('abort', () => this.wake());
    while (!signal.aborted) {
      const text = this.told.shift();
      if (text !== undefined) yield Buffer.from(text);
      else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}
