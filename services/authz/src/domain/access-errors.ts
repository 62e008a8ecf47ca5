import { DomainError } from '@patchbay/errors';

export class OrganizationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'organization.not-found';

  constructor() {
    super('there is no such organization: check its id, or have the platform operator create it');
  }
}

export class RoleAssignmentNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'role-assignment.not-found';

  constructor() {
    super('the user does not have this role in the organization: list its role assignments to see who has which');
  }
}
