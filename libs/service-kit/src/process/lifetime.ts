/** How long the process is to go on: for answers that would never end by themselves. */
export class Lifetime {
  private readonly controller = new AbortController();
  /** Aborted as soon as the process is told to stop, before requests in flight are waited for. */
  readonly ending: AbortSignal = this.controller.signal;

  end(): void {
    this.controller.abort();
  }
}
