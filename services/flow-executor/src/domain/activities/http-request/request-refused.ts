import { DomainError } from '@patchbay/errors';

/** A rendered request that may not be sent; the flow sees `ACCESS_DENIED`. The message names no value. */
export class RequestRefused extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'flow.request-refused';
}
