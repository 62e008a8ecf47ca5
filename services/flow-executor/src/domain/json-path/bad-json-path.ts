import { DomainError } from '@patchbay/errors';

/** A JSONPath that cannot be compiled, or that asks for more than one path may. */
export class BadJsonPath extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.bad-json-path';

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`the path ${path.length > 200 ? `${path.slice(0, 200)}…` : path} cannot be used: ${problem}`, options);
  }
}
