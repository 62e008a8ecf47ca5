import { DomainError } from '@patchbay/errors';

/** A JSONPath that cannot be compiled, or that asks for more than one path may. The message holds nothing of the path: it may be made of values. */
export class BadJsonPath extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.bad-json-path';
  override readonly details: { position?: number };

  constructor(
    readonly problem: string,
    /** Counts characters of the path, from 0. */
    readonly position?: number,
    options?: ErrorOptions,
  ) {
    super(`the path cannot be used${position === undefined ? '' : ` from its character ${position + 1} on`}: ${problem}`, options);
    this.details = position === undefined ? {} : { position };
  }
}
