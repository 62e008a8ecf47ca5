import { Logger } from '@nestjs/common';
import type { Metrics } from '@patchbay/service-kit';
import { Counter } from 'prom-client';
import { HolderObserver } from '../../../application/holders/ports.ts';

export class ToldHolders extends HolderObserver {
  private readonly logger = new Logger('holders');
  private readonly refusals: Counter;
  private readonly streams: Counter;

  constructor({ registry }: Metrics) {
    super();
    this.refusals = new Counter({
      name: 'patchbay_lease_refusals_total',
      help: 'Messages of holders that were refused, by code',
      labelNames: ['code'],
      registers: [registry],
    });
    this.streams = new Counter({
      name: 'patchbay_holder_streams_ended_total',
      help: 'Streams to holders that were ended here: replaced by another of the same holder, too slow, or without a lease',
      labelNames: ['because'],
      registers: [registry],
    });
  }

  override refused(refusal: Parameters<HolderObserver['refused']>[0]): void {
    this.refusals.inc({ code: refusal.code });
    this.logger.warn({ msg: 'a message of a holder was refused', ...refusal });
  }

  override streamEnded({ instanceId, because }: Parameters<HolderObserver['streamEnded']>[0]): void {
    this.streams.inc({ because });
    if (because !== 'replaced') this.logger.warn({ msg: 'the stream to a holder was ended', instanceId, because });
  }
}
