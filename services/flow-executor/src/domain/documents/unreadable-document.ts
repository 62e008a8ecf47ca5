import { DomainError } from '@patchbay/errors';

/** A text that is not the document it is said to be, or a larger one than may be read. The message holds nothing of it. */
export class UnreadableDocument extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.unreadable-document';
}
