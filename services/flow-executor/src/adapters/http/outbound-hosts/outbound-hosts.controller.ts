import { Body, Controller, Get, Headers, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type OrganizationId, OutboundHosts, ReplaceOutboundHostsRequest } from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller, etagOf, parseIfMatch } from '@patchbay/service-kit';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { ManageOutboundHosts } from '../../../application/outbound-hosts/manage-outbound-hosts.ts';
import type { OutboundHosts as StoredHosts } from '../../../domain/outbound-hosts/outbound-hosts.ts';
import { OrganizationParam } from '../parameters.ts';

@ApiTags('outbound-hosts')
@Controller('v1/organizations/:organizationId/outbound-hosts')
export class OutboundHostsController {
  constructor(private readonly manage: ManageOutboundHosts) {}

  @Get()
  @Access('outbound-hosts.read', 'outbound-hosts')
  @ApiOkResponse({ standardSchema: OutboundHosts })
  @ApiOperation({ operationId: 'getOutboundHosts', summary: 'Read where flows may send requests without a connector' })
  async get(@OrganizationParam() organizationId: OrganizationId, @Res({ passthrough: true }) reply: FastifyReply) {
    return answer(await this.manage.get(organizationId), reply);
  }

  @Put()
  @Access('outbound-hosts.replace', 'outbound-hosts')
  @ApiOkResponse({ standardSchema: OutboundHosts })
  @ApiOperation({ operationId: 'replaceOutboundHosts', summary: 'Say where flows may send requests without a connector' })
  async replace(
    @OrganizationParam() organizationId: OrganizationId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ReplaceOutboundHostsRequest }) { hosts }: ReplaceOutboundHostsRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.manage.replace(organizationId, parseIfMatch(ifMatch), hosts, caller.id), reply);
  }
}

function answer({ hosts, revision, updatedAt, updatedBy }: StoredHosts, reply: FastifyReply): z.input<typeof OutboundHosts> {
  reply.header('etag', etagOf(revision));
  return { hosts: [...hosts], version: revision, updatedAt: updatedAt?.toISOString() ?? null, updatedBy };
}
