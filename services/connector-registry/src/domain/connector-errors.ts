import { DomainError } from '@patchbay/errors';

export class IllegalTransition extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'connector.illegal-transition';
  override readonly details: { state: string; allowedActions: readonly string[] };

  constructor(state: string, transition: string, allowedActions: readonly string[]) {
    const way = allowedActions.length > 0 ? `what it allows now: ${allowedActions.join(', ')}` : 'it allows no action any more';
    super(`cannot ${transition} a connector that is ${state}; ${way}`);
    this.details = { state, allowedActions };
  }
}

export class ConnectorNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'connector.not-found';

  constructor(connectorId: string) {
    super(`this organization has no connector ${connectorId}: look it up in the list of its connectors`);
  }
}

export class ConsentMissing extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.consent-missing';
  override readonly details = { field: 'authorized' };

  constructor() {
    super('nobody has authorized this access level: send "authorized": true to do so');
  }
}

export class ConsentTextNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'connector.consent-text-not-found';

  constructor(textVersion: string) {
    super(`there has been no consent text ${textVersion}: read the current one, or the version that a consent names`);
  }
}

export class AccessLevelUnclear extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.access-level-unclear';
  override readonly details: { field: string };

  constructor(field: 'accessLevel' | 'scopes') {
    super('name exactly one access level: READ_ONLY or READ_WRITE in accessLevel, or all the scopes of that one level in scopes');
    this.details = { field };
  }
}

export class FieldNotOfKind extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.field-not-of-kind';
  override readonly details: { field: string };

  constructor(field: string, kind: string) {
    super(`a connector of kind ${kind} has no ${field}: leave it out, or create a connector of the other kind`);
    this.details = { field };
  }
}

export class ValidationUrlElsewhere extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.validation-url-elsewhere';
  override readonly details = { field: 'validationUrl' };

  constructor(origin: string) {
    super(`the validation URL is sent the credentials, so it must be at the resource domain: begin it with ${origin}/`);
  }
}

export class NameTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'connector.name-taken';
  override readonly details = { field: 'name' };

  constructor(name: string, options?: ErrorOptions) {
    super(`another connector of this organization is named "${name}" (case does not count): choose another name`, options);
  }
}

export class QuotaExceeded extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'connector.quota-exceeded';
  override readonly details: { quota: number };

  constructor(quota: number) {
    super(`this organization has ${quota} connectors, as many as it may have: delete one that is not needed`);
    this.details = { quota };
  }
}

export class StaleVersion extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'connector.version-stale';
  override readonly details: { currentVersion: number };

  constructor(expected: number, currentVersion: number) {
    super(`the connector is at version ${currentVersion}, not ${expected}: read it again and decide anew`);
    this.details = { currentVersion };
  }
}

/** The write came to nothing, as the row had moved on; a safety net below the row lock. */
export class ChangedMeanwhile extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'connector.changed-meanwhile';

  constructor(connectorId: string) {
    super(`connector ${connectorId} was changed by somebody else at the same moment: read it again and decide anew`);
  }
}
