import { DomainError } from '@patchbay/errors';

export class UnknownUser extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'sandbox.unknown-user';
  override readonly details = { field: 'user' };

  constructor(reference: string) {
    super(`there is no user ${reference}: take an id or e-mail address that GET /dev/world lists`);
  }
}
