import { DomainError } from '@patchbay/errors';

/** A version is missing, so a halt may be: no verdict on it would be worth anything. */
export class HistoryIncomplete extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'history.incomplete';
  override readonly details: { connectorId: string; version: number };

  constructor(connectorId: string, after: number, version: number) {
    super(
      `the history of ${connectorId} has v${version} after v${after}: give every version, oldest first, as the registry exports them without a filter`,
    );
    this.details = { connectorId, version };
  }
}
