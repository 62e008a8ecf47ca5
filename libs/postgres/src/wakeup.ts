/** Lets one loop sleep until it is called or the time is over. A call that comes before the sleep is not lost. */
export class Wakeup {
  private called = false;
  private release: () => void = () => undefined;

  call(): void {
    this.called = true;
    this.release();
  }

  async sleep(timeoutMs: number): Promise<void> {
    if (!this.called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.release = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.called = false;
  }
}
