import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ConnectorId, ImpactPreview, ImpactQuery, type OrganizationId } from '@patchbay/contracts';
import { haltBoundMs } from '@patchbay/halt-protocol';
import { Access } from '@patchbay/service-kit';
import type { z } from 'zod';
import { LeasePolicy } from '../../../application/holders/ports.ts';
import { PreviewImpact } from '../../../application/impact/preview-impact.ts';
import { ImpactFingerprint } from '../../../application/ports.ts';
import * as ids from '../../../domain/ids.ts';
import type { HeaderWriter } from '../header-writer.ts';
import { ConnectorParam, etagHeader, OrganizationParam } from '../parameters.ts';
import { impactOf, liveOf } from './representations.ts';

@ApiTags('deletion')
@Controller('v1/organizations/:organizationId/connectors/:connectorId/impact')
export class ImpactController {
  constructor(
    private readonly previewImpact: PreviewImpact,
    private readonly fingerprint: ImpactFingerprint,
    private readonly policy: LeasePolicy,
  ) {}

  @Get()
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({
    operationId: 'previewImpact',
    summary: 'Preview what a deactivation or deletion would hit; its ETag covers all of it but what is live',
  })
  @ApiOkResponse({ standardSchema: ImpactPreview, headers: etagHeader })
  async get(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Query({ schema: ImpactQuery }) { timeZone }: z.output<typeof ImpactQuery>,
    @Res({ passthrough: true }) reply: HeaderWriter,
  ) {
    const { impact, live } = await this.previewImpact.execute(ids.organizationId(organizationId), ids.connectorId(connectorId), timeZone);
    reply.header('etag', `"${this.fingerprint.of(impact)}"`);
    return { ...impactOf(impact), live: liveOf(live, haltBoundMs(this.policy.terms, impact.graceInForceMs)) };
  }
}
