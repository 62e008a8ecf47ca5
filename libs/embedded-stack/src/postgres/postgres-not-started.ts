import { DomainError } from '@patchbay/errors';

export class PostgresNotStarted extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'stack.postgres-not-started';

  constructor(sentence: string, options?: ErrorOptions) {
    super(`Postgres did not start: ${sentence}`, options);
  }
}
