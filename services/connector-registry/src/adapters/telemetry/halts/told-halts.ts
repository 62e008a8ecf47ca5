import { Logger } from '@nestjs/common';
import type { Metrics } from '@patchbay/service-kit';
import { Counter, Histogram } from 'prom-client';
import { HaltObserver, type OpenHalt } from '../../../application/halts/ports.ts';
import type { HaltReceipt } from '../../../domain/halt-receipt.ts';

type Members = Parameters<HaltObserver['decided']>[2];

/** One line for each halt that this process has decided, and what it took. */
export class ToldHalts extends HaltObserver {
  private readonly logger = new Logger('halts');
  private readonly duration: Histogram;
  private readonly outcomes: Counter;

  constructor({ registry }: Metrics) {
    super();
    this.duration = new Histogram({
      name: 'patchbay_halt_duration_seconds',
      help: 'From the commit of a halt until the last holder has acknowledged, or until the leases have ended (by="lease")',
      labelNames: ['by'],
      buckets: [0.005, 0.01, 0.015, 0.03, 0.06, 0.15, 0.5, 1, 2.2, 3, 5.2, 6, 10, 30.2, 32, 60, 310, 340],
      registers: [registry],
    });
    this.outcomes = new Counter({
      name: 'patchbay_halt_holders_total',
      help: 'Holders that halts waited for, by what became of them: acknowledgement or renewal (how it was told that they have stopped), left, leaseExpired',
      labelNames: ['outcome'],
      registers: [registry],
    });
    // There from the start: the first one would otherwise be no increase that anybody could see.
    for (const outcome of ['acknowledgement', 'renewal', 'left', 'leaseExpired']) this.outcomes.inc({ outcome }, 0);
  }

  override decided(halt: OpenHalt, receipt: HaltReceipt, members: Members): void {
    const { operationId, kind, organizationId, connectorId, version } = halt;
    const { state, haltedAfterMs, sentence } = receipt;
    const covered = receipt.holders.filter(({ outcome }) => outcome === 'leaseExpired').map(({ instanceId }) => instanceId);
    const line = { msg: sentence, operationId, kind, organizationId, connectorId, version, state };
    if (covered.length > 0) this.logger.warn({ ...line, leaseExpired: covered });
    else this.logger.log(line);
    if (haltedAfterMs !== null) this.duration.observe({ by: covered.length > 0 ? 'lease' : 'holders' }, haltedAfterMs / 1_000);
    if (state === 'HALTED') this.count(receipt, members);
  }

  private count({ holders }: HaltReceipt, members: Members): void {
    const told = new Map(members.map(({ instanceId, appliedBy }) => [instanceId, appliedBy]));
    for (const { instanceId, outcome } of holders) {
      this.outcomes.inc({ outcome: outcome === 'acked' ? (told.get(instanceId) ?? 'acknowledgement') : outcome });
    }
  }
}
