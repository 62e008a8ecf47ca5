import type { FeedItem } from '../../../application/event-feed/follow-events.ts';
import { eventIdOf } from './event-id.ts';

/** How long a client waits before it comes again. */
const retryMs = 2_000;

/** In the format of the HTML standard. An id alone moves the client's last event id on, and dispatches nothing. */
function textOf(item: FeedItem): string {
  switch (item.kind) {
    case 'event':
      return `${item.position ? `id: ${eventIdOf(item.position)}\n` : ''}${messageOf(item.event.message.type, item.event.message)}`;
    case 'heartbeat':
      return `id: ${eventIdOf(item.position)}\n: heartbeat\n\n`;
    case 'resync':
      return `id: ${eventIdOf(item.position)}\n${messageOf('resync', {
        code: 'event-feed.position-lost',
        detail: 'events since your Last-Event-ID are not kept any more: read the connectors anew; the events from now on follow',
      })}`;
    case 'refused':
      return messageOf('refused', { code: item.code, detail: item.detail });
  }
}

/** JSON has no line breaks of its own. */
const messageOf = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

/** A text for each item, taken when the client is ready for it. */
export async function* textsOf(first: FeedItem, others: AsyncIterable<FeedItem>): AsyncGenerator<string, void, void> {
  yield `retry: ${retryMs}\n\n${textOf(first)}`;
  for await (const item of others) yield textOf(item);
}
