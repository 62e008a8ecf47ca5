import { DomainError } from '@patchbay/errors';

export class ConnectorNotCustom extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.not-custom';

  constructor() {
    super('only a connector of kind custom has credentials of its own: this one uses the OAuth client of the organization');
  }
}

export class CredentialsOfOtherKind extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'credentials.wrong-kind';
  override readonly details: { field: 'kind'; expected: string };

  constructor(expected: string) {
    super(`kind must be ${expected}, as the connector proves itself by that: save such credentials, or change its authentication first`);
    this.details = { field: 'kind', expected };
  }
}

export class ConnectorLeaving extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.connector-leaving';
  override readonly details: { connectorState: string };

  constructor(connectorState: string) {
    super(`the connector is ${connectorState}: its key is destroyed, and nothing is kept for it any more`);
    this.details = { connectorState };
  }
}

/** While the credentials were being tried out. */
export class ConnectorChangedMeanwhile extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.connector-changed';

  constructor() {
    super('the connector changed while its credentials were being saved: see where it sends them now, and save them again');
  }
}

export class PrivateKeyUnusable extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'credentials.private-key-unusable';
  override readonly details = { field: 'privateKey' };

  constructor(options?: ErrorOptions) {
    super(
      'privateKey must be a private key as PEM without a password: RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or Ed25519',
      options,
    );
  }
}

export class CredentialsRefused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'credentials.refused';
  override readonly details: { field: string; refusedBy: 'token-url' | 'validation-url'; answer: string };

  /** @param answer status of the validation URL, or OAuth error code of the token URL */
  constructor(field: string, refusedBy: 'token-url' | 'validation-url', answer: string, options?: ErrorOptions) {
    super(
      `${field} was tried and refused by the ${refusedBy.replace('-', ' ')} (${answer}): nothing is saved; check it and save it again`,
      options,
    );
    this.details = { field, refusedBy, answer };
  }
}

export class ValidationUrlUnfit extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.validation-url-unfit';
  override readonly details: { field: 'validationUrl'; status: number };

  constructor(status: number) {
    super(`the validation URL answers ${status}, which says nothing about credentials: give the connector another one, or none`);
    this.details = { field: 'validationUrl', status };
  }
}

/** The registry takes none such; but a secret goes by what is seen here. */
export class ValidationUrlElsewhere extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.validation-url-elsewhere';
  override readonly details = { field: 'validationUrl' };

  constructor() {
    super('the validation URL is not at the resource domain, and credentials are sent nowhere else: change the connector');
  }
}

export class ValidationUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'credentials.validation-unavailable';

  constructor(options?: ErrorOptions) {
    super('the validation URL does not answer: nothing is saved; try again in a moment, or check it', options);
  }
}

export class NoCredentials extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'token.no-credentials';

  constructor() {
    super('the connector has no credentials: an administrator saves them at its credentials, whose status says how earlier ones ended');
  }
}

/** Also of a backup that was made without the keys. */
export class KeyDestroyed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'credentials.key-destroyed';

  constructor() {
    super('the key of the connector that these credentials were sealed with is destroyed: save them again');
  }
}
