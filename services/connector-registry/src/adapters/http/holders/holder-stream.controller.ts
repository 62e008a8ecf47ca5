import type { ServerResponse } from 'node:http';
import { Controller, Get, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HolderStreamQuery } from '@patchbay/contracts';
import { AccessInRoute, type Caller, CurrentCaller, Lifetime } from '@patchbay/service-kit';
import type { z } from 'zod';
import { SpeakForLease } from '../../../application/holders/speak-for-lease.ts';
import { InstanceParam } from '../parameters.ts';
import { holderNameOf } from './lease-gatekeeper.ts';
import { LeaseRefusals } from './lease-refusals.ts';
import { PushStreams } from './push-streams.ts';

/** What of the framework's reply is used here. */
interface RawReply {
  raw: ServerResponse;
  hijack(): unknown;
}

@ApiTags('holders')
@Controller('v1/holders')
@UseInterceptors(LeaseRefusals)
export class HolderStreamController {
  constructor(
    private readonly lease: SpeakForLease,
    private readonly streams: PushStreams,
    lifetime: Lifetime,
  ) {
    lifetime.ending.addEventListener('abort', () => streams.endAll());
  }

  /**
   * Only for who has renewed. Each change is an event `push`; a comment comes every second. A stream that is silent for 3 s is to be opened anew;
   * one that is not read is cut off.
   */
  @Get(':instanceId/stream')
  @AccessInRoute('lease.hold', 'lease')
  @ApiOperation({ operationId: 'followPushes', summary: 'PUSH: changes as soon as they are committed (server-sent events)' })
  @ApiOkResponse({ description: 'A stream that does not end', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async follow(
    @InstanceParam() instanceId: string,
    @Query({ schema: HolderStreamQuery }) { afterSeq }: z.output<typeof HolderStreamQuery>,
    @CurrentCaller() caller: Caller,
    @Res() reply: RawReply,
  ): Promise<void> {
    const holding = await this.lease.find(instanceId, holderNameOf(caller));
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    await this.streams.open(holding, reply.raw, afterSeq);
  }
}
