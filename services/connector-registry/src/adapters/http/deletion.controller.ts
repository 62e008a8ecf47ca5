import { Controller, Delete, Get, Headers, HttpCode, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ConnectorId, ImpactPreview, Operation, type OrganizationId, ReferenceList } from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller } from '@patchbay/service-kit';
import { DeleteConnector } from '../../application/delete-connector.ts';
import { ImpactFingerprint, RegistryReader } from '../../application/ports.ts';
import * as ids from '../../domain/ids.ts';
import type { HeaderWriter } from './header-writer.ts';
import { ApiIfMatch, ConnectorParam, etagHeader, locationHeader, OrganizationParam } from './parameters.ts';
import { impactPreviewOf, operationOf, referenceOf } from './representations.ts';

/** What depends on a connector, and its deletion, which goes by that. */
@ApiTags('deletion')
@Controller('v1/organizations/:organizationId/connectors/:connectorId')
export class DeletionController {
  constructor(
    private readonly reader: RegistryReader,
    private readonly fingerprint: ImpactFingerprint,
    private readonly deleteConnector: DeleteConnector,
  ) {}

  @Get('references')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({ operationId: 'listConnectorReferences', summary: 'List the flows that refer to a connector' })
  @ApiOkResponse({ standardSchema: ReferenceList })
  async references(@OrganizationParam() organizationId: OrganizationId, @ConnectorParam() connectorId: ConnectorId) {
    const references = await this.reader.listReferencesOfConnector(ids.organizationId(organizationId), ids.connectorId(connectorId));
    return { items: references.map(referenceOf) };
  }

  @Get('impact')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({ operationId: 'previewImpact', summary: 'Preview what a deletion would hit; its ETag covers all of it' })
  @ApiOkResponse({ standardSchema: ImpactPreview, headers: etagHeader })
  async impact(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Res({ passthrough: true }) reply: HeaderWriter,
  ) {
    const impact = await this.reader.getImpact(ids.organizationId(organizationId), ids.connectorId(connectorId));
    reply.header('etag', `"${this.fingerprint.of(impact)}"`);
    return impactPreviewOf(impact);
  }

  @Delete()
  @HttpCode(202)
  @Access('connector.delete', 'connector', 'connectorId')
  @ApiOperation({
    operationId: 'deleteConnector',
    summary: 'Delete what was previewed; with another ETag, or none, 412 with the preview as it is now and its etag',
  })
  @ApiIfMatch('the impact preview', { required: true })
  @ApiAcceptedResponse({ standardSchema: Operation, headers: locationHeader })
  async delete(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Headers('if-match') ifMatch: string | undefined,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: HeaderWriter,
  ) {
    const view = await this.deleteConnector.execute({
      organizationId: ids.organizationId(organizationId),
      connectorId: ids.connectorId(connectorId),
      previewed: /^"([^"]*)"$/.exec(ifMatch?.trim() ?? '')?.[1],
      actor: caller.id,
    });
    reply.header('location', `/v1/organizations/${organizationId}/operations/${view.deletion.operationId}`);
    return operationOf(view);
  }
}
