import { DomainError } from '@patchbay/errors';

export class OperationNotCancellable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'operation.not-cancellable';
  override readonly details: { state: string };

  constructor({ kind, state }: { kind: string; state: string }) {
    super(
      `this ${kind} is ${state} and cannot be undone: only a deletion can be cancelled, until the connector's tokens are being revoked`,
    );
    this.details = { state };
  }
}
