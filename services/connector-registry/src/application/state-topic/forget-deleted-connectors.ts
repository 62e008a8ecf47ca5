import { Injectable } from '@nestjs/common';
import { Clock } from '../ports.ts';
import { StateCheckObserver, StateLedger } from './state-topic-ports.ts';

const dayMs = 86_400_000;
/** Longer than any subscriber may be offline without starting anew: a compacted topic drops the tombstone itself a day after it has come. */
const deletedKeptMs = 30 * dayMs;
const atOnce = 100;

/** A deleted connector stays on the state topic as a record for 30 days; then the topic is told to forget it. Its row in the database stays. */
@Injectable()
export class ForgetDeletedConnectors {
  constructor(
    private readonly ledger: StateLedger,
    private readonly clock: Clock,
    private readonly observer: StateCheckObserver,
  ) {}

  async execute(signal: AbortSignal): Promise<number> {
    let forgotten = 0;
    for (let more = true; more && !signal.aborted; ) {
      const now = this.clock.now();
      const count = await this.ledger.forgetDeletedBefore(new Date(now.getTime() - deletedKeptMs), now, atOnce);
      forgotten += count;
      more = count === atOnce;
    }
    if (forgotten > 0) this.observer.forgot(forgotten);
    return forgotten;
  }
}
