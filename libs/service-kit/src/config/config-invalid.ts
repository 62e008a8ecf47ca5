import { DomainError } from '@patchbay/errors';

/** Variables that do not parse, one sentence each: name, what is wrong, what to set. */
export class ConfigInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'config.invalid';
  override readonly details: { problems: readonly string[] };

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.details = { problems };
  }
}
