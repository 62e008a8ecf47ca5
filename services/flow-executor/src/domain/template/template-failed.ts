import { DomainError } from '@patchbay/errors';

/** A template that compiles met values that it cannot work with. The message names none of them. */
export class TemplateFailed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.template-failed';
}
