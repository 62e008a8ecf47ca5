import { Controller, Delete, Get, Headers, HttpCode, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ConnectorId, Operation, type OrganizationId, ReferenceList, ReferenceListQuery } from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller } from '@patchbay/service-kit';
import type { z } from 'zod';
import { DeleteConnector } from '../../application/delete-connector.ts';
import { RegistryReader } from '../../application/ports.ts';
import * as ids from '../../domain/ids.ts';
import type { HeaderWriter } from './header-writer.ts';
import { operationOf, operationPath } from './operation-representation.ts';
import { ApiIfMatch, ConnectorParam, locationHeader, OrganizationParam } from './parameters.ts';
import { referenceListOf, referencePageOf } from './reference-pages.ts';

/** What depends on a connector, and its deletion, which goes by that. */
@ApiTags('deletion')
@Controller('v1/organizations/:organizationId/connectors/:connectorId')
export class DeletionController {
  constructor(
    private readonly reader: RegistryReader,
    private readonly deleteConnector: DeleteConnector,
  ) {}

  @Get('references')
  @Access('connector.read', 'connector', 'connectorId')
  @ApiOperation({ operationId: 'listConnectorReferences', summary: 'List the flows that refer to a connector' })
  @ApiOkResponse({ standardSchema: ReferenceList })
  async references(
    @OrganizationParam() organizationId: OrganizationId,
    @ConnectorParam() connectorId: ConnectorId,
    @Query({ schema: ReferenceListQuery }) query: z.output<typeof ReferenceListQuery>,
  ) {
    const page = referencePageOf(query);
    return referenceListOf(
      await this.reader.listReferencesOfConnector(ids.organizationId(organizationId), ids.connectorId(connectorId), page),
    );
  }

  @Delete()
  @HttpCode(202)
  @Access('connector.delete', 'connector', 'connectorId')
  @ApiIdempotencyKey()
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
    reply.header('location', operationPath(organizationId, view.operation.operationId));
    return operationOf(view, undefined);
  }
}
