import { Body, Controller, Delete, Get, Headers, HttpCode, Post, UseInterceptors } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AcknowledgeLeaseRequest, HolderList, LeaseGrant, RenewLeaseRequest } from '@patchbay/contracts';
import { Access, AccessInRoute, type Caller, CurrentCaller } from '@patchbay/service-kit';
import { RenewLease } from '../../../application/holders/renew-lease.ts';
import { SpeakForLease } from '../../../application/holders/speak-for-lease.ts';
import * as ids from '../../../domain/ids.ts';
import { InstanceParam } from '../parameters.ts';
import { holderNameOf, LeaseGatekeeper } from './lease-gatekeeper.ts';
import { LeaseRefusals } from './lease-refusals.ts';
import { grantOf, holderListOf } from './representations.ts';

/** The lease protocol: whoever joins is waited for by halts, and stops by itself when it cannot renew. */
@ApiTags('holders')
@Controller('v1/holders')
@UseInterceptors(LeaseRefusals)
export class HoldersController {
  constructor(
    private readonly renewLease: RenewLease,
    private readonly lease: SpeakForLease,
    private readonly gatekeeper: LeaseGatekeeper,
  ) {}

  /** Once a second. The lease runs from when the request was sent. The first one of an instance joins. */
  @Post(':instanceId/lease')
  @HttpCode(200)
  @AccessInRoute('lease.hold', 'lease')
  @ApiOperation({ operationId: 'renewLease', summary: 'RENEW: prolong the lease, and get what has changed since' })
  @ApiOkResponse({ standardSchema: LeaseGrant })
  async renew(
    @InstanceParam() instanceId: string,
    @Body({ schema: RenewLeaseRequest }) body: RenewLeaseRequest,
    @Headers('authorization') authorization: string | undefined,
    @CurrentCaller() caller: Caller,
  ) {
    const { organizationId: organization, clockRate = null, since, ...message } = body;
    const organizationId = organization === null ? null : ids.organizationId(organization.toLowerCase());
    await this.gatekeeper.authorize(authorization, caller, organizationId);
    const heldBy = holderNameOf(caller);
    return grantOf(
      await this.renewLease.execute({
        message: { ...message, type: 'RENEW', instanceId },
        organizationId,
        heldBy,
        clockRate,
        since,
      }),
    );
  }

  /** Only after gates are closed, tokens and connections dropped, and calls aborted or counted. */
  @Post(':instanceId/acks')
  @HttpCode(204)
  @AccessInRoute('lease.hold', 'lease')
  @ApiOperation({
    operationId: 'acknowledgeChanges',
    summary: 'ACK: everything up to a position is applied, and what it closed has stopped',
  })
  @ApiNoContentResponse()
  async acknowledge(
    @InstanceParam() instanceId: string,
    @Body({ schema: AcknowledgeLeaseRequest }) body: AcknowledgeLeaseRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.lease.acknowledge({ ...body, type: 'ACK', instanceId }, holderNameOf(caller));
  }

  @Delete(':instanceId')
  @HttpCode(204)
  @AccessInRoute('lease.hold', 'lease')
  @ApiOperation({ operationId: 'leave', summary: 'LEAVE: nothing runs here any more, and nobody has to wait for this instance' })
  @ApiNoContentResponse()
  async leave(@InstanceParam() instanceId: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.lease.leave({ type: 'LEAVE', instanceId }, holderNameOf(caller));
  }

  @Get()
  @Access('lease.read', 'lease')
  @ApiOperation({ operationId: 'listHolders', summary: 'List holders, and those that were there a moment ago' })
  @ApiOkResponse({ standardSchema: HolderList })
  async list() {
    return holderListOf(await this.lease.list());
  }
}
