import { DomainError } from '@patchbay/errors';

/** The endpoint has failed too often of late: nothing is sent to it until a probe succeeds. */
export class BreakerOpen extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'resilience.breaker-open';

  constructor() {
    super('calls to this endpoint failed too often: they are held back for some seconds, then one is tried');
  }
}

/** As many calls as are allowed run already, failing or not. */
export class BulkheadFull extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'resilience.bulkhead-full';

  constructor(maxInFlight: number) {
    super(`${maxInFlight} calls to this endpoint run already: try again when some of them have ended`);
  }
}
