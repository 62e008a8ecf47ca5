import type { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import { type BreakerState, type CompleteSettings, type Verdict } from './breaker-settings.ts';
import { BreakerOpen, BulkheadFull } from './refusals.ts';
import { RetryBudget } from './retry-budget.ts';

export const bucketsPerWindow = 10;

const failure = new Error('the call failed');

/** What is fired is the outcome of a call that has settled already. */
async function replay(verdict: Verdict): Promise<void> {
  if (verdict === 'failure') throw failure;
}

/**
 * One endpoint: a bulkhead, and behind it an opossum breaker that is told outcomes instead of being wrapped around the calls.
 * Wrapped, it would count refusals of the bulkhead as failures, take a filtered error for a success that closes it, give a slot back
 * when a call times out though its work goes on, and share one abort signal among neighbours.
 */
export class EndpointBreaker<Answer> {
  private readonly breaker: CircuitBreaker<[Verdict], void>;
  private readonly options: CircuitBreaker.Options;
  private readonly retries = new RetryBudget();
  private inFlight = 0;
  private heldUntilMs = 0;
  private opensInARow = 0;
  /** 0 while no probe is out. */
  private probeUntil = 0;

  constructor(
    key: string,
    private readonly settings: CompleteSettings<Answer>,
    rotation: EventEmitter,
  ) {
    this.options = {
      name: key,
      timeout: false,
      // opossum opens above its threshold, not at it.
      errorThresholdPercentage: settings.failurePercentage - 0.01,
      volumeThreshold: settings.minimumCalls,
      rollingCountTimeout: settings.windowMs,
      rollingCountBuckets: bucketsPerWindow,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: rotation,
      resetTimeout: settings.resetMs,
    };
    this.breaker = new CircuitBreaker(replay, this.options);
    const tell = () => settings.onStateChange(key, this.state);
    this.breaker.prependListener('open', () => this.chooseReset());
    this.breaker.on('open', tell);
    this.breaker.on('halfOpen', tell);
    this.breaker.on('close', () => {
      this.opensInARow = 0;
      tell();
    });
  }

  get state(): BreakerState {
    if (this.breaker.closed) return 'closed';
    return this.breaker.halfOpen ? 'half-open' : 'open';
  }

  /** @throws BulkheadFull @throws BreakerOpen before the action is called; else what the action throws */
  async run(action: () => Promise<Answer>): Promise<Answer> {
    if (this.inFlight >= this.settings.maxInFlight) throw new BulkheadFull(this.settings.maxInFlight);
    const isProbe = this.admit();
    this.inFlight += 1;
    this.retries.called();
    try {
      const answer = await action();
      this.settle(this.settings.judge.answered(answer), isProbe);
      return answer;
    } catch (error) {
      this.settle(this.settings.judge.failed(error), isProbe);
      throw error;
    } finally {
      this.inFlight -= 1;
    }
  }

  /** Whether nobody is calling. */
  get isIdle(): boolean {
    return this.inFlight === 0;
  }

  /** Milliseconds for which the endpoint has asked to be left alone, from now on. */
  get heldMs(): number {
    return Math.max(0, this.heldUntilMs - performance.now());
  }

  hold(ms: number): void {
    this.heldUntilMs = Math.max(this.heldUntilMs, performance.now() + ms);
  }

  mayRetry(): boolean {
    return this.retries.take();
  }

  shutdown(): void {
    this.breaker.shutdown();
  }

  /** @returns whether the call is the one that tries a half-open breaker */
  private admit(): boolean {
    if (this.breaker.closed) return false;
    if (!this.breaker.halfOpen || performance.now() < this.probeUntil) throw new BreakerOpen();
    this.probeUntil = performance.now() + this.settings.probeTimeoutMs;
    return true;
  }

  /** A call that began before the breaker opened says nothing about the endpoint now. */
  private settle(verdict: Verdict, isProbe: boolean): void {
    if (isProbe) this.probeUntil = 0;
    if (verdict === 'neutral' || isProbe !== this.breaker.halfOpen) return;
    this.breaker.fire(verdict).catch(() => undefined);
  }

  private chooseReset(): void {
    const { resetMs, longestResetMs, random } = this.settings;
    const full = Math.min(longestResetMs, resetMs * 2 ** this.opensInARow);
    this.opensInARow += 1;
    this.options.resetTimeout = full * (0.75 + random() / 4);
  }
}
