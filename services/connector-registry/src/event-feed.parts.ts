import { Logger, type Provider } from '@nestjs/common';
import { PostgresListener } from '@patchbay/postgres';
import { Metrics } from '@patchbay/service-kit';
import { Gauge } from 'prom-client';
import { EventFeedController, FeedPace } from './adapters/http/event-feed/event-feed.controller.ts';
import { FollowerSlots } from './adapters/http/event-feed/follower-slots.ts';
import { PostgresEventFeed } from './adapters/postgres/event-feed/postgres-event-feed.ts';
import { PostgresFeedChanges } from './adapters/postgres/event-feed/postgres-feed-changes.ts';
import { RegistryDatabase } from './adapters/postgres/registry-database.ts';
import { EventFeed, FeedChanges } from './application/event-feed/event-feed-ports.ts';
import { FollowEvents } from './application/event-feed/follow-events.ts';
import type { Config } from './config.ts';

export const eventFeedControllers = [EventFeedController];

/** Part of the composition root: what lets clients follow events. */
export function eventFeedOf(config: Config): Provider[] {
  const logger = new Logger('event-feed');
  return [
    FollowEvents,
    {
      provide: FeedPace,
      useValue: { heartbeatMs: config.EVENT_FEED_HEARTBEAT_MS, authorizeEveryMs: config.EVENT_FEED_AUTHORIZE_EVERY_MS } satisfies FeedPace,
    },
    {
      provide: FollowerSlots,
      inject: [Metrics],
      useFactory: ({ registry }: Metrics) => {
        const slots = new FollowerSlots(config.EVENT_FEED_FOLLOWERS);
        new Gauge({
          name: 'patchbay_event_feed_followers',
          help: 'Clients that follow the events of an organization at this replica',
          registers: [registry],
          collect() {
            this.set(slots.count);
          },
        });
        return slots;
      },
    },
    { provide: EventFeed, inject: [RegistryDatabase], useFactory: (database: RegistryDatabase) => new PostgresEventFeed(database) },
    {
      provide: FeedChanges,
      inject: [RegistryDatabase, PostgresListener],
      useFactory: (database: RegistryDatabase, listener: PostgresListener) =>
        new PostgresFeedChanges({ database, listener, onError: (error) => logger.warn(error) }),
    },
  ];
}
