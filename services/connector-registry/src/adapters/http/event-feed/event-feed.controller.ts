import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EventFeedQuery, type OrganizationId } from '@patchbay/contracts';
import { Access, AccessControl, Lifetime } from '@patchbay/service-kit';
import type { z } from 'zod';
import { FollowEvents, type FollowRequest } from '../../../application/event-feed/follow-events.ts';
import * as ids from '../../../domain/ids.ts';
import { OrganizationParam } from '../parameters.ts';
import { positionOfEventId } from './event-id.ts';
import { FollowerSlots } from './follower-slots.ts';
import { textsOf } from './server-sent-events.ts';

export abstract class FeedPace {
  /** A sign of life at least so often, for proxies and for the client. */
  abstract readonly heartbeatMs: number;
  /** How long a right that has been taken away can still be used. */
  abstract readonly authorizeEveryMs: number;
}

/** What of the framework's reply is used here. */
interface StreamingReply {
  raw: ServerResponse;
  header(name: string, value: string): StreamingReply;
  send(payload: Readable): unknown;
}

const action = 'connector.read';
/** For the last words to a client that still listens. */
const goodbyeMs = 200;

@ApiTags('events')
@Controller('v1/organizations/:organizationId/events')
export class EventFeedController {
  constructor(
    private readonly followEvents: FollowEvents,
    private readonly access: AccessControl,
    private readonly slots: FollowerSlots,
    private readonly pace: FeedPace,
    private readonly lifetime: Lifetime,
  ) {}

  /**
   * Event names are those of the lifecycle events (`patchbay.ConnectorDeactivated`); the data is what the topic carries. A gap that cannot be filled any more is
   * told by `resync`, the end of a right by `refused`. Heartbeats are comments; their `id` moves the place to go on from.
   */
  @Get()
  @Access(action, 'connector')
  @ApiOperation({ operationId: 'followEvents', summary: 'Follow the events of connectors as they happen (server-sent events)' })
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'Goes on behind this event (kept for a day); without it, from now on',
    required: false,
    schema: { type: 'string' },
  })
  @ApiOkResponse({ description: 'A stream that does not end', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(
    @OrganizationParam() organization: OrganizationId,
    @Query({ schema: EventFeedQuery }) { connectorId }: z.output<typeof EventFeedQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Headers('authorization') authorization: string | undefined,
    @Res() reply: StreamingReply,
  ): Promise<void> {
    const after = lastEventId ? positionOfEventId(lastEventId) : undefined;
    const organizationId = ids.organizationId(organization);
    const giveBack = this.slots.take(organizationId);
    reply.raw.once('close', giveBack);
    const need = { action, resource: { type: 'connector', id: '*' }, organizationId: organization } as const;
    const items = this.followEvents.execute({
      ...this.pace,
      organizationId,
      connectorIds: connectorId === undefined ? undefined : [connectorId].flat().map(ids.connectorId),
      after,
      authorize: () => this.access.authorize(authorization, need),
      signal: this.endOf(reply.raw),
    } satisfies FollowRequest);
    // Before anything is sent, so that a fault is answered with its status.
    const first = await items.next();
    if (first.done) {
      reply.raw.destroy();
      return;
    }
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(textsOf(first.value, items), { highWaterMark: 1 }));
  }

  private endOf(response: ServerResponse): AbortSignal {
    const gone = new AbortController();
    const leave = () => gone.abort();
    response.once('close', leave);
    // A client that takes nothing any more holds a place that somebody else may need.
    response.setTimeout(this.pace.heartbeatMs * 3, () => response.destroy());
    const end = AbortSignal.any([gone.signal, this.lifetime.ending]);
    end.addEventListener('abort', () => setTimeout(() => response.destroy(), goodbyeMs).unref());
    return end;
  }
}
