import { Logger } from '@nestjs/common';
import type { Problem } from '@patchbay/event-bus';
import type { Metrics } from '@patchbay/service-kit';
import { Counter } from 'prom-client';

/** Messages that were not simply handled: counted, and logged with where they lie. */
export class EventProblems {
  private readonly logger = new Logger('events');
  private readonly counter: Counter;

  constructor({ registry }: Metrics) {
    this.counter = new Counter({
      name: 'patchbay_event_problems_total',
      help: 'Messages that were retried, are waited for, were dead-lettered, or are of a type that is not known',
      labelNames: ['kind', 'topic'],
      registers: [registry],
    });
  }

  met({ kind, message, ...rest }: Problem): void {
    const { topic, partition, offset, key } = message;
    this.counter.inc({ kind, topic });
    this.logger.warn({ msg: `event ${kind}`, topic, partition, offset, key: String(key), ...rest });
  }
}
