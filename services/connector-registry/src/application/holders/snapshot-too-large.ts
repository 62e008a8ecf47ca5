import { DomainError } from '@patchbay/errors';

export class SnapshotTooLarge extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'lease.snapshot-too-large';
  override readonly details: { limit: number };

  constructor(limit: number) {
    super(`a grant has ${limit} connectors at most: read /v1/connector-snapshot, then renew with its registryEpoch and upToSeq in "since"`);
    this.details = { limit };
  }
}
