import { Injectable } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { Clock } from '../ports.ts';
import { EventFeed, FeedChanges, type FeedCursor, type FeedEvent, type FeedPosition, type FeedSelection } from './event-feed-ports.ts';

export interface FollowRequest extends FeedSelection {
  /** The last position that the follower has had; undefined: from now on. */
  after: FeedPosition | undefined;
  heartbeatMs: number;
  authorizeEveryMs: number;
  /** @throws DomainError when the follower may not follow any more */
  authorize: () => Promise<unknown>;
  /** The follower is gone, or the process stops. */
  signal: AbortSignal;
}

/** `position` is absent when the step has further events: only behind the last of them can a follower go on. */
interface EventItem {
  kind: 'event';
  event: FeedEvent;
  position: FeedPosition | undefined;
}

export type FeedItem =
  | EventItem
  /** Nothing is left to tell up to there. */
  | { kind: 'heartbeat'; position: FeedPosition }
  /** What the follower has missed is not here any more: it is to read the connectors anew. Goes on from there. */
  | { kind: 'resync'; position: FeedPosition }
  /** The last item. */
  | { kind: 'refused'; code: string; detail: string };

const pageSize = 100;
const behind = ({ seq }: FeedPosition): FeedCursor => ({ seq, ordinal: Number.MAX_SAFE_INTEGER });

/** Without the event behind the page, which tells whether the last one of the page ends its step. */
function itemsOf(page: readonly FeedEvent[]): EventItem[] {
  return page
    .slice(0, pageSize)
    .map((event, index) => ({ kind: 'event', event, position: page[index + 1]?.seq === event.seq ? undefined : event }));
}

/** One follower's way along the feed: as fast as it takes the items, none left out, none twice. */
@Injectable()
export class FollowEvents {
  constructor(
    private readonly feed: EventFeed,
    private readonly changes: FeedChanges,
    private readonly clock: Clock,
  ) {}

  async *execute(request: FollowRequest): AsyncGenerator<FeedItem, void, void> {
    const watch = this.changes.watch(request.organizationId);
    const end = () => watch.end();
    request.signal.addEventListener('abort', end);
    try {
      for await (const item of this.items(request, (withinMs) => watch.next(withinMs))) {
        if (request.signal.aborted) return;
        yield item;
      }
    } catch (error) {
      if (!(error instanceof FollowerRefused)) throw error;
      yield { kind: 'refused', code: error.refusal.code, detail: error.refusal.message };
    } finally {
      request.signal.removeEventListener('abort', end);
      watch.end();
    }
  }

  private async *items(request: FollowRequest, wait: (withinMs: number) => Promise<void>): AsyncGenerator<FeedItem, void, void> {
    const authorization = this.every(request.authorizeEveryMs);
    const authorizeWhenDue = () => (authorization.isOver() ? this.authorize(request) : undefined);
    const start = await this.startOf(request);
    yield start.item;
    let { cursor } = start;
    let heartbeat = this.every(request.heartbeatMs);
    while (!request.signal.aborted) {
      await authorizeWhenDue();
      const upTo = await this.feed.position();
      const page = await this.feed.read(request, cursor, pageSize + 1);
      for (const item of itemsOf(page)) {
        await authorizeWhenDue();
        yield item;
        cursor = item.event;
        heartbeat = this.every(request.heartbeatMs);
      }
      if (page.length > pageSize) continue;
      if (upTo.seq > cursor.seq) cursor = behind(upTo);
      if (heartbeat.isOver()) yield { kind: 'heartbeat', position: upTo };
      await wait(Math.min(heartbeat.leftMs(), authorization.leftMs()));
    }
  }

  /** An answer at once, so that the follower knows that it follows, and from where. */
  private async startOf({ after }: FollowRequest): Promise<{ cursor: FeedCursor; item: FeedItem }> {
    if (after && (await this.feed.reachesBackTo(after))) return { cursor: behind(after), item: { kind: 'heartbeat', position: after } };
    const position = await this.feed.position();
    return { cursor: behind(position), item: { kind: after ? 'resync' : 'heartbeat', position } };
  }

  private async authorize({ authorize }: FollowRequest): Promise<void> {
    try {
      await authorize();
    } catch (error) {
      throw error instanceof DomainError ? new FollowerRefused(error) : error;
    }
  }

  /** Over once in each such time. */
  private every(ms: number): { leftMs: () => number; isOver: () => boolean } {
    let atMs = this.clock.monotonicMs() + ms;
    return {
      leftMs: () => Math.max(0, atMs - this.clock.monotonicMs()),
      isOver: () => {
        const isOver = this.clock.monotonicMs() >= atMs;
        if (isOver) atMs = this.clock.monotonicMs() + ms;
        return isOver;
      },
    };
  }
}

class FollowerRefused extends Error {
  constructor(readonly refusal: DomainError) {
    super(refusal.message, { cause: refusal });
  }
}
