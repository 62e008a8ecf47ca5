/** Retries that each call pays for. */
const perCall = 0.2;
/** Retries a second that are there whatever the calls pay. */
const perSecond = 10;
/** What calls have paid and nobody has used is kept up to here: a long calm does not buy a storm. */
const mostSaved = 100;

/**
 * Bounds the retries of one endpoint to a fifth of its calls and ten a second: when everything fails at once, retries must not multiply the
 * load under which it failed.
 */
export class RetryBudget {
  private saved = 0;
  private reserve = perSecond;
  private filledAtMs: number;

  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.filledAtMs = nowMs();
  }

  /** To be told of each call, retries included. */
  called(): void {
    this.saved = Math.min(mostSaved, this.saved + perCall);
  }

  /** Whether a retry may go now; it is taken then. What it will pay in as a call is taken too. */
  take(): boolean {
    this.fill();
    const price = 1 + perCall;
    if (this.reserve >= 1) this.reserve -= 1;
    else if (this.saved >= price) this.saved -= price;
    else return false;
    return true;
  }

  private fill(): void {
    const nowMs = this.nowMs();
    this.reserve = Math.min(perSecond, this.reserve + ((nowMs - this.filledAtMs) / 1_000) * perSecond);
    this.filledAtMs = nowMs;
  }
}
