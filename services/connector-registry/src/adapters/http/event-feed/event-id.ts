import { DomainError } from '@patchbay/errors';
import type { FeedPosition } from '../../../application/event-feed/event-feed-ports.ts';

class EventIdMalformed extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'event-feed.id-malformed';
  override readonly details = { field: 'Last-Event-ID' };

  constructor() {
    super('Last-Event-ID is no id of this feed: send the id of the last event that you have had, or leave the header out');
  }
}

/** `registrySeq`, as long as there has been one history only; else with the epoch in front. */
export function eventIdOf({ epoch, seq }: FeedPosition): string {
  return epoch === 1 ? `${seq}` : `${epoch}-${seq}`;
}

const eventId = /^(?:(\d{1,15})-)?(\d{1,15})$/;

/** @throws EventIdMalformed */
export function positionOfEventId(text: string): FeedPosition {
  const found = eventId.exec(text.trim());
  if (!found) throw new EventIdMalformed();
  const [, epoch = '1', seq] = found;
  return { epoch: Number(epoch), seq: Number(seq) };
}
