import { DomainError } from '@patchbay/errors';

export class ConnectorNotAvailable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'reference.connector-not-available';
  override readonly details: { connectorId: string };

  constructor(connectorId: string) {
    super(`connector ${connectorId} is not one of this organization, or is deleted or being deleted: let the flow use another`);
    this.details = { connectorId };
  }
}

export class ConnectorChanged extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'reference.connector-changed';
  override readonly details: { connectorId: string; currentVersion: number };

  constructor(use: { connectorId: string; connectorVersion: number }, currentVersion: number) {
    super(`connector ${use.connectorId} is at version ${currentVersion}, not ${use.connectorVersion}: validate the flow against it again`);
    this.details = { connectorId: use.connectorId, currentVersion };
  }
}

/** What was previewed is what is deleted: a deletion is refused, with the preview as it is now, when the caller has seen another. */
export class PreviewOutdated extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'connector.preview-outdated';
  override readonly details: { preview: unknown; etag: string };

  constructor({ digest: _digest, graceInForceMs: _grace, ...preview }: { digest: string; graceInForceMs: number }, fingerprint: string) {
    super('look at the preview in this answer, and repeat the deletion with its etag in If-Match if that is what you want to delete');
    this.details = { preview, etag: `"${fingerprint}"` };
  }
}
