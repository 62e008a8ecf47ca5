import { EventEmitter } from 'node:events';
import { type BreakerSettings, type BreakerState, type CompleteSettings, withDefaults } from './breaker-settings.ts';
import { bucketsPerWindow, EndpointBreaker } from './endpoint-breaker.ts';

/** A breaker and a bulkhead for each key, such as a connector and an origin. What happens on one key touches no other. */
export class CircuitBreakers<Answer> {
  private readonly breakers = new Map<string, EndpointBreaker<Answer>>();
  private readonly settings: CompleteSettings<Answer>;
  private readonly rotation = new EventEmitter().setMaxListeners(0);
  /** One timer for all breakers. */
  private readonly timer: NodeJS.Timeout;

  constructor(settings: BreakerSettings<Answer>) {
    this.settings = withDefaults(settings);
    this.timer = setInterval(() => this.rotation.emit('rotate'), this.settings.windowMs / bucketsPerWindow).unref();
  }

  /**
   * Runs the action unless its endpoint is overloaded or known to fail. The action bounds its own time, for itself alone.
   * @throws BulkheadFull when too many calls run already; it counts for nothing
   * @throws BreakerOpen when the endpoint failed too often
   */
  run(key: string, action: () => Promise<Answer>): Promise<Answer> {
    return this.breakerOf(key).run(action);
  }

  /** Whether a call may be tried again now, by the budget of its endpoint. Asking takes a retry from it. */
  mayRetry(key: string): boolean {
    return this.breakerOf(key).mayRetry();
  }

  /** The endpoint has asked everybody to wait. It is for the callers to do so: `run` does not ask. */
  holdOff(key: string, ms: number): void {
    this.breakerOf(key).hold(ms);
  }

  /** Milliseconds that callers have to wait still. */
  heldMs(key: string): number {
    return this.breakers.get(key)?.heldMs ?? 0;
  }

  stateOf(key: string): BreakerState {
    return this.breakers.get(key)?.state ?? 'closed';
  }

  /** How many breakers are in each state, for metrics. */
  countByState(): Record<BreakerState, number> {
    const counts = { closed: 0, open: 0, 'half-open': 0 };
    for (const breaker of this.breakers.values()) counts[breaker.state] += 1;
    return counts;
  }

  shutdown(): void {
    clearInterval(this.timer);
    for (const breaker of this.breakers.values()) breaker.shutdown();
    this.breakers.clear();
  }

  private breakerOf(key: string): EndpointBreaker<Answer> {
    const known = this.breakers.get(key);
    if (known) {
      this.breakers.delete(key);
      this.breakers.set(key, known);
      return known;
    }
    this.makeRoom();
    const breaker = new EndpointBreaker(key, this.settings, this.rotation);
    this.breakers.set(key, breaker);
    return breaker;
  }

  private makeRoom(): void {
    if (this.breakers.size < this.settings.maxBreakers) return;
    for (const [key, breaker] of this.breakers) {
      // One with calls under way would begin again with an empty bulkhead.
      if (!breaker.isIdle) continue;
      this.breakers.delete(key);
      breaker.shutdown();
      return;
    }
  }
}
