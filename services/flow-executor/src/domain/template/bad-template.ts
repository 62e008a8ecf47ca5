import { DomainError } from '@patchbay/errors';

/** A template that cannot be compiled; `position` counts characters of the whole text, from 0. */
export class BadTemplate extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.bad-template';
  override readonly details: { position: number };

  constructor(
    problem: string,
    readonly position: number,
  ) {
    super(`${problem} at character ${position + 1} of the template`);
    this.details = { position };
  }
}

/** Its signs make no expression, whatever its names are: in a longer text it may have been meant as it stands. */
export class MalformedExpression extends BadTemplate {}
