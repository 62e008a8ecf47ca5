import { DomainError } from '@patchbay/errors';
import { FixedClock } from '@patchbay/testing';
import { organization } from '../../../test/given.ts';
import { EventFeed, FeedChanges, type FeedCursor, type FeedEvent, type FeedPosition, type FeedSelection } from './event-feed-ports.ts';
import { type FeedItem, FollowEvents, type FollowRequest } from './follow-events.ts';

class RightTaken extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'access.role-not-allowed';

  constructor() {
    super('your roles do not allow this');
  }
}

const event = (seq: number, ordinal = 1): FeedEvent => ({ seq, ordinal, epoch: 1, message: { type: 'patchbay.ConnectorCreated' } });
const isBehind = (cursor: FeedCursor, { seq, ordinal }: FeedCursor) => cursor.seq > seq || (cursor.seq === seq && cursor.ordinal > ordinal);

class FakeFeed extends EventFeed {
  readonly events: FeedEvent[] = [];
  keptFrom = 0;
  last = 0;
  pages = 0;

  add(...events: FeedEvent[]): void {
    this.events.push(...events);
    this.last = Math.max(this.last, ...events.map(({ seq }) => seq));
  }
  override async position(): Promise<FeedPosition> {
    return { epoch: 1, seq: this.last };
  }
  override async reachesBackTo({ seq }: FeedPosition): Promise<boolean> {
    return seq >= this.keptFrom;
  }
  override async read(_selection: FeedSelection, after: FeedCursor, limit: number): Promise<FeedEvent[]> {
    this.pages += 1;
    return this.events.filter((found) => isBehind(found, after)).slice(0, limit);
  }
}

function shortly(item: FeedItem): string {
  switch (item.kind) {
    case 'event':
      return `${item.event.seq}.${item.event.ordinal}${item.position ? ' id' : ''}`;
    case 'refused':
      return `refused ${item.code}`;
    default:
      return `${item.kind} ${item.position.seq}`;
  }
}

describe('FollowEvents', () => {
  let feed: FakeFeed;
  let clock: FixedClock;
  let waits: number[];
  let ended: number;
  let gone: AbortController;
  /** What happens while the follower waits; time passes by itself. */
  let meanwhile: (() => void)[];

  beforeEach(() => {
    [feed, clock, waits, ended, gone, meanwhile] = [new FakeFeed(), new FixedClock(), [], 0, new AbortController(), []];
  });

  const changes = new (class extends FeedChanges {
    override watch() {
      return {
        next: async (withinMs: number) => {
          waits.push(withinMs);
          const happens = meanwhile.shift();
          if (happens) happens();
          else clock.advance(withinMs);
        },
        end: () => {
          ended += 1;
        },
      };
    }
  })();

  /** Up to so many items, written short. */
  async function follow(count: number, over: Partial<FollowRequest> = {}): Promise<string[]> {
    const request = {
      organizationId: organization,
      connectorIds: undefined,
      after: undefined,
      heartbeatMs: 15_000,
      authorizeEveryMs: 60_000,
      authorize: async () => undefined,
      signal: gone.signal,
      ...over,
    };
    const told: string[] = [];
    for await (const item of new FollowEvents(feed, changes, clock).execute(request)) {
      told.push(shortly(item));
      if (told.length === count) break;
    }
    return told;
  }

  it('says at once from where it goes on, and then what is new', async () => {
    feed.add(event(1), event(2));
    meanwhile = [() => feed.add(event(3))];
    expect(await follow(2)).toEqual(['heartbeat 2', '3.1 id']);
  });

  it('begins behind the position that the follower has had', async () => {
    feed.add(event(1), event(2), event(3));
    expect(await follow(3, { after: { epoch: 1, seq: 1 } })).toEqual(['heartbeat 1', '2.1 id', '3.1 id']);
  });

  it('says when what was missed is not kept any more, and goes on from now', async () => {
    feed.keptFrom = 10;
    feed.add(event(11), event(12));
    meanwhile = [() => feed.add(event(13))];
    expect(await follow(2, { after: { epoch: 1, seq: 9 } })).toEqual(['resync 12', '13.1 id']);
  });

  it('gives no id before the last event of a step, so that a follower who comes back misses none of it', async () => {
    feed.add(event(1, 1), event(1, 2), event(2));
    expect(await follow(4, { after: { epoch: 1, seq: 0 } })).toEqual(['heartbeat 0', '1.1', '1.2 id', '2.1 id']);
  });

  it('tells a long history page by page, every event once', async () => {
    feed.add(...Array.from({ length: 250 }, (_, index) => event(index + 1)));
    const told = await follow(251, { after: { epoch: 1, seq: 0 } });
    expect(told.slice(1)).toEqual(Array.from({ length: 250 }, (_, index) => `${index + 1}.1 id`));
    expect(feed.pages).toBe(3);
  });

  it('gives a sign of life when there is nothing to tell, with the place to go on from', async () => {
    meanwhile = [];
    feed.last = 7;
    expect(await follow(3)).toEqual(['heartbeat 7', 'heartbeat 7', 'heartbeat 7']);
    expect(waits).toEqual([15_000, 15_000]);
  });

  it('asks again whether the follower may, also while events come all the time, and ends when not', async () => {
    let asked = 0;
    const authorize = async () => {
      asked += 1;
      if (asked === 2) throw new RightTaken();
    };
    const tick = () => {
      clock.advance(10_000);
      feed.add(event(feed.last + 1));
    };
    meanwhile = Array.from({ length: 20 }, () => tick);
    const told = await follow(50, { authorize });
    expect(told.at(-1)).toBe('refused access.role-not-allowed');
    expect(told).toHaveLength(13);
    expect(clock.monotonicMs()).toBe(120_000);
  });

  it('ends when the follower is gone, and leaves nothing behind', async () => {
    meanwhile = [() => gone.abort()];
    expect(await follow(50)).toEqual(['heartbeat 0']);
    expect(ended).toBeGreaterThan(0);
  });

  it('passes a fault on that is no refusal', async () => {
    const broken = follow(50, { authorizeEveryMs: 1, authorize: () => Promise.reject(new TypeError('bug')) });
    await expect(broken).rejects.toThrow(TypeError);
  });
});
