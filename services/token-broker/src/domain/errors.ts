import { DomainError } from '@patchbay/errors';

export class ConnectorUnknown extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'token.connector-unknown';

  constructor(connectorId: string) {
    super(`no connector ${connectorId} of this organization has been announced: check the id, or try again in a moment if it is new`);
  }
}

export class ConnectorNotActive extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.connector-not-active';
  override readonly details: { connectorState: string };

  constructor(connectorState: string) {
    super(`the connector is ${connectorState}: no token leaves for it before it is activated`);
    this.details = { connectorState };
  }
}

/** The last message about the connector could not be read, so nobody knows what it said. */
export class ConnectorQuarantined extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.connector-quarantined';

  constructor() {
    super('the last change of the connector could not be read: change it once more, or see the dead-letter topic of its state');
  }
}

export class ConnectorVersionStale extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.connector-version-stale';
  override readonly details: { connectorVersion: number };

  constructor(asked: number, connectorVersion: number) {
    super(`version ${asked} of the connector is past, it is at ${connectorVersion}: ask again once the newer one has arrived`);
    this.details = { connectorVersion };
  }
}

export class ConnectorVersionAhead extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'token.connector-version-ahead';

  constructor(asked: number) {
    super(`version ${asked} of the connector has not arrived here yet: try again in a moment`);
  }
}

/** Nobody keeps this replica from issuing for a connector that was halted a moment ago, so it issues nothing. */
export class NoLease extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'token.no-lease';

  constructor() {
    super('this replica has no lease from the registry at this moment: try again in a moment, or ask another replica');
  }
}

export class NoOAuthClient extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.no-oauth-client';

  constructor() {
    super('the organization has no OAuth client: a platform operator registers one at oauth-clients');
  }
}

export class OAuthClientExists extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'oauth-client.exists';

  constructor(options?: ErrorOptions) {
    super('the organization has its OAuth client: delete it before you register another', options);
  }
}

export class OAuthClientUnknown extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'oauth-client.unknown';

  constructor() {
    super('the organization has no such OAuth client: see its list');
  }
}

/** The provider gave its answer, and it is no. */
export class ProviderRefused extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.provider-refused';
  override readonly details: { providerError: string };

  /** @param providerError OAuth 2.0 error code, such as `invalid_client` */
  constructor(providerError: string, options?: ErrorOptions) {
    super(
      `the provider of tokens refuses (${providerError}): check the client that it knows, its secret, and the scopes that it may ask for`,
      options,
    );
    this.details = { providerError };
  }
}

export class ProviderUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'token.provider-unavailable';

  constructor(options?: ErrorOptions) {
    super('the provider of tokens does not answer as one: try again in a moment, or check its URL', options);
  }
}

export class InsecureIssuer extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'oauth-client.insecure-url';
  override readonly details: { field: string };

  constructor(field: string) {
    super(`${field} must begin with https://: a secret or token would travel in the clear`);
    this.details = { field };
  }
}

/** The key that sealed it is not at hand, or the row is not the one it was written for. */
export class CannotUnseal extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'token.cannot-unseal';

  constructor(keyId: string, options?: ErrorOptions) {
    super(`a stored secret cannot be opened (key ${keyId}): set KEY_ENCRYPTION_KEY to the key that it was sealed with`, options);
  }
}
