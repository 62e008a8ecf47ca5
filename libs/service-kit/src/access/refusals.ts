import type { RefusalCode } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';

export class Unauthenticated extends DomainError {
  readonly kind = 'unauthenticated';
  readonly code = 'request.unauthenticated';

  constructor(message = 'send a valid access token of this platform: Authorization: Bearer <token>', options?: ErrorOptions) {
    super(message, options);
  }
}

/** For those who have no role there, an organization that exists and one that does not are the same. */
export class OrganizationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'organization.not-found';

  constructor() {
    super('there is no organization with this id, or you have no role in it');
  }
}

export class RoleNotAllowed extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'access.role-not-allowed';

  constructor() {
    super('your roles do not allow this: ask an administrator of the organization');
  }
}

export class LicenceRequired extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'access.licence-required';

  constructor() {
    super('the licence of the organization does not include this: it needs FLEX3');
  }
}

/** No decision is a refusal. */
export class AccessUndecided extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'access.undecided';

  constructor(options?: ErrorOptions) {
    super('whether you may do this cannot be decided now: try again in a moment', options);
  }
}

/** A mistake of ours, answered as a refusal: the route does not say what it needs. */
export class AccessUndeclared extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'access.undeclared';

  constructor(route: string) {
    super(`nobody may call ${route}: it declares no access`);
  }
}

export class IdentityProviderUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'identity.unavailable';

  constructor(options?: ErrorOptions) {
    super('the identity provider does not answer now: try again in a moment', options);
  }
}

export function refusalOf(code: RefusalCode | undefined): DomainError {
  switch (code) {
    case 'not-a-member':
      return new OrganizationNotFound();
    case 'licence-required':
      return new LicenceRequired();
    default:
      return new RoleNotAllowed();
  }
}
