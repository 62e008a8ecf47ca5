import { DomainError } from '@patchbay/errors';
import { HttpRefusal } from '../problems/request-errors.ts';

export class IdempotencyKeyMalformed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.idempotency-key-malformed';
  override readonly details = { field: 'Idempotency-Key' };

  constructor() {
    super(
      'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID: make a new one for each thing that you want to happen',
    );
  }
}

export class IdempotencyKeyReused extends HttpRefusal {
  readonly kind = 'invalid';
  readonly code = 'request.idempotency-key-reused';
  readonly status = 422;
  override readonly details = { field: 'Idempotency-Key' };

  constructor() {
    super('this Idempotency-Key came with another request before: repeat that one word for word, or make a new key');
  }
}

export class RequestInProgress extends HttpRefusal {
  readonly kind = 'conflict';
  readonly code = 'request.in-progress';
  readonly status = 409;
  override readonly headers = { 'retry-after': '1' };

  constructor() {
    super('a request with this Idempotency-Key is being carried out: ask again in a moment for its answer');
  }
}
