import { Injectable } from '@nestjs/common';
import { differingBuckets, mirrorSilentAfterMs } from '../../domain/state-topic/mirror.ts';
import { Clock } from '../ports.ts';
import { EventsNotPublished } from './events-not-published.ts';
import { type MirrorCheck, Mirrors } from './mirror-ports.ts';
import { StateCheckObserver, StateLedger } from './state-topic-ports.ts';

const publishedWithinMs = 30_000;
/** A sixteenth of all connectors: the rest has its turn at the next check. */
const mostToldAgain = 16;

/** Compares what the executors hold with the database, and says again on the state topic what one of them has otherwise. */
@Injectable()
export class CheckMirrors {
  constructor(
    private readonly ledger: StateLedger,
    private readonly mirrors: Mirrors,
    private readonly clock: Clock,
    private readonly observer: StateCheckObserver,
  ) {}

  /** @throws DomainError of kind `unavailable` */
  async execute(signal: AbortSignal): Promise<MirrorCheck> {
    if (!(await this.ledger.untilPublished(publishedWithinMs, signal))) throw new EventsNotPublished();
    const reports = await this.mirrors.reportsSince(new Date(this.clock.now().getTime() - mirrorSilentAfterMs));
    const buckets = await this.mirrors.readBuckets();
    const differing = reports
      .map((report) => ({ instanceId: report.instanceId, buckets: differingBuckets(buckets, report) }))
      .filter((mirror) => mirror.buckets.length > 0);
    const concerned = new Set(differing.flatMap((mirror) => mirror.buckets));
    let toldAgain = 0;
    for (const bucket of [...concerned].slice(0, mostToldAgain)) toldAgain += await this.mirrors.tellAgain(bucket);
    const check = { mirrors: reports.length, differing, toldAgain };
    this.observer.comparedMirrors(check);
    return check;
  }
}
