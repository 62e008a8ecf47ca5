import { isNativeError } from 'node:util/types';
import { DomainError } from '@patchbay/errors';

/**
 * Nest's default filter has put `{status: 'error', message: 'Internal server error'}` in place of what the handler threw, so that nobody
 * can tell a refusal from an outage. The message waits; giving it up could lose it.
 */
export class HandlerErrorHidden extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'event-bus.handler-error-hidden';

  constructor(options?: ErrorOptions) {
    super('an exception filter hides what the handler threw: connect the transport with connectEventBus', options);
  }
}

/** What Nest's default filter throws is no Error. */
export const isHidden = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && !isNativeError(error) && 'status' in error && error.status === 'error';
