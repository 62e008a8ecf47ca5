import { DomainError } from '@patchbay/errors';

/** The broker is away or too slow. Whether the events are stored is unknown: publish them again. */
export class BrokerUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'event-bus.unavailable';

  constructor(options?: ErrorOptions) {
    super('the event broker does not answer now: try again in a moment', options);
  }
}
