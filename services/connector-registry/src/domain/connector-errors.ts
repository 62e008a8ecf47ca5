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
