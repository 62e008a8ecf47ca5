import { DomainError } from '@patchbay/errors';

export class InvalidSearch extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'sandbox.invalid-search';
}
