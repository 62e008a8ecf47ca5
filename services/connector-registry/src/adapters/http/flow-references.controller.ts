import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FlowId, type OrganizationId, ReferenceList, ReferenceListQuery, ReplaceReferencesRequest } from '@patchbay/contracts';
import { Access, ApiIdempotencyKey } from '@patchbay/service-kit';
import type { z } from 'zod';
import { RegistryReader } from '../../application/ports.ts';
import { ReplaceFlowReferences, type ReplaceFlowReferencesCommand } from '../../application/replace-flow-references.ts';
import * as ids from '../../domain/ids.ts';
import { FlowParam, OrganizationParam } from './parameters.ts';
import { referenceListOf, referencePageOf } from './reference-pages.ts';
import { referenceOf } from './representations.ts';

@ApiTags('references')
@Controller('v1/organizations/:organizationId/flows/:flowId/references')
export class FlowReferencesController {
  constructor(
    private readonly reader: RegistryReader,
    private readonly replaceFlowReferences: ReplaceFlowReferences,
  ) {}

  @Get()
  @Access('connector.read', 'reference', 'flowId')
  @ApiOperation({ operationId: 'listFlowReferences', summary: 'List the connectors that a flow refers to' })
  @ApiOkResponse({ standardSchema: ReferenceList })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Query({ schema: ReferenceListQuery }) query: z.output<typeof ReferenceListQuery>,
  ) {
    const page = referencePageOf(query);
    return referenceListOf(await this.reader.listReferencesOfFlow(ids.organizationId(organizationId), ids.flowId(flowId), page));
  }

  @Put()
  @Access('reference.register', 'reference', 'flowId')
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'replaceFlowReferences', summary: 'Register all references of a flow; no versions release it' })
  @ApiOkResponse({ standardSchema: ReferenceList })
  async replace(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Body({ schema: ReplaceReferencesRequest }) body: ReplaceReferencesRequest,
  ) {
    const references = await this.replaceFlowReferences.execute({
      organizationId: ids.organizationId(organizationId),
      flowId: ids.flowId(flowId),
      uses: usesOf(body),
    });
    return { items: references.map(referenceOf) };
  }

  @Delete()
  @HttpCode(204)
  @Access('reference.release', 'reference', 'flowId')
  @ApiIdempotencyKey()
  @ApiOperation({ operationId: 'releaseFlowReferences', summary: 'Release a flow' })
  @ApiNoContentResponse()
  async release(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId) {
    await this.replaceFlowReferences.execute({
      organizationId: ids.organizationId(organizationId),
      flowId: ids.flowId(flowId),
      uses: [],
    });
  }
}

function usesOf({ flowName, owner, hasFallback, versions }: ReplaceReferencesRequest): ReplaceFlowReferencesCommand['uses'] {
  return versions.flatMap(({ versionNumber, labels, uses }) =>
    uses.map(({ connectorId, connectorVersion, activities }) => ({
      connectorId: ids.connectorId(connectorId),
      connectorVersion,
      flowName,
      owner,
      hasFallback,
      versionNumber,
      labels,
      activities,
    })),
  );
}
