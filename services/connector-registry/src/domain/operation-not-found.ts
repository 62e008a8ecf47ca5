import { DomainError } from '@patchbay/errors';

export class OperationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'operation.not-found';

  constructor(operationId: string) {
    super(`this organization has no operation ${operationId}: its address is in the Location of the answer that started it`);
  }
}
