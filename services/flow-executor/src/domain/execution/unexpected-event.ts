import { DomainError } from '@patchbay/errors';
import type { PlatformEventType } from './platform-event.ts';

/** Out of order, or about something that this execution has not asked for. */
export class UnexpectedEvent extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'execution.unexpected-event';
  override readonly details: { expects: readonly PlatformEventType[] };

  constructor(type: PlatformEventType, expects: readonly PlatformEventType[]) {
    super(`the execution does not wait for ${type}: what it waits for is ${expects.join(', ')}`);
    this.details = { expects };
  }
}
