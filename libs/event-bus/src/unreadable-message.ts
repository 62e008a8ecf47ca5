import { DomainError } from '@patchbay/errors';

/** A message that no attempt can make readable: poison. The message tells what is wrong, never the value itself. */
export class UnreadableMessage extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'event-bus.unreadable';

  constructor(wrong: string, options?: ErrorOptions) {
    super(`the message cannot be read: ${wrong}; repair its publisher, then publish it again`, options);
  }
}
