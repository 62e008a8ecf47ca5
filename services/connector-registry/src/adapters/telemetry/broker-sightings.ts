/** Longer than the relay and the consumer take between two attempts to reach the broker. */
const awayForMs = 60_000;

/** Whether Kafka has lately been found to be away: then waiting for it is no fault of this process. */
export class BrokerSightings {
  private lastFailureMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: { monotonicMs(): number }) {}

  failed(): void {
    this.lastFailureMs = this.clock.monotonicMs();
  }

  answered(): void {
    this.lastFailureMs = Number.NEGATIVE_INFINITY;
  }

  isAway(): boolean {
    return this.clock.monotonicMs() - this.lastFailureMs < awayForMs;
  }
}
