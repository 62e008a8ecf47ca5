import { DomainError } from '@patchbay/errors';

/** A line that ought to be a call or a version, and is not: what it says is not known, so it is not passed over. */
export class LineMalformed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'history.line-malformed';
  override readonly details: { origin: string; field: string | null };

  constructor(origin: string, field: string | null, expected: string) {
    super(`${origin}: ${field === null ? '' : `${field} `}${expected}`);
    this.details = { origin, field };
  }
}
