import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Flow,
  type FlowId,
  FlowList,
  FlowListQuery,
  ImportFlowRequest,
  type OrganizationId,
  PublishedVersion,
  PublishFlowRequest,
  ValidationResult,
} from '@patchbay/contracts';
import { Access, type Caller, CurrentCaller, etagOf, parseIfMatch } from '@patchbay/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DeleteFlow } from '../../application/delete-flow.ts';
import { ImportFlow } from '../../application/import-flow.ts';
import { PublishFlow } from '../../application/publish-flow.ts';
import { ReadFlows } from '../../application/read-flows.ts';
import { ReplaceDraft } from '../../application/replace-draft.ts';
import { ValidateFlow } from '../../application/validate-flow.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { isPublishable } from '../../domain/validation/validate-flow.ts';
import { BodyText } from './body-text.ts';
import { contentOf, requireStorable } from './flow-content.ts';
import { pageTokenOf, positionOf } from './page-token.ts';
import { FlowParam, OrganizationParam } from './parameters.ts';
import { flowOf, publishedOf, summaryOf } from './representations.ts';

@ApiTags('flows')
@Controller('v1/organizations/:organizationId/flows')
export class FlowsController {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly importFlow: ImportFlow,
    private readonly replaceDraft: ReplaceDraft,
    private readonly deleteFlow: DeleteFlow,
    private readonly validateFlow: ValidateFlow,
    private readonly publishFlow: PublishFlow,
    private readonly bodyText: BodyText,
  ) {}

  @Post()
  @Access('flow.write', 'flow')
  @ApiCreatedResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'importFlow', summary: 'Import a Flow Designer export as the draft of a new flow' })
  async import(
    @OrganizationParam() organizationId: OrganizationId,
    @Body({ schema: ImportFlowRequest }) body: ImportFlowRequest,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const flow = await this.importFlow.run(organizationId, caller.id, contentOf(body, this.bodyText.of(request)));
    reply.header('location', `/v1/organizations/${organizationId}/flows/${flow.flowId}`);
    return answer(flow, reply);
  }

  @Get()
  @Access('flow.read', 'flow')
  @ApiOkResponse({ standardSchema: FlowList })
  @ApiOperation({ operationId: 'listFlows', summary: 'List the flows of the organization' })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: FlowListQuery }) { pageSize, pageToken }: z.output<typeof FlowListQuery>,
  ) {
    const { items, next } = await this.readFlows.list(organizationId, { limit: pageSize, after: positionOf(pageToken) });
    return { items: items.map(summaryOf), ...pageTokenOf(next) };
  }

  @Get(':flowId')
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'getFlow', summary: 'Read a flow' })
  async get(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answer(await this.readFlows.get(organizationId, flowId), reply);
  }

  @Put(':flowId')
  @Access('flow.write', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'replaceDraft', summary: 'Replace the draft; what is published stays as it is' })
  async replace(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ImportFlowRequest }) body: ImportFlowRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const content = contentOf(body, this.bodyText.of(request));
    return answer(await this.replaceDraft.run(organizationId, flowId, parseIfMatch(ifMatch), content), reply);
  }

  @Delete(':flowId')
  @HttpCode(204)
  @Access('flow.delete', 'flow', 'flowId')
  @ApiNoContentResponse()
  @ApiOperation({ operationId: 'deleteFlow', summary: 'Delete a flow with all its versions, and release its references' })
  async delete(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId): Promise<void> {
    await this.deleteFlow.run(organizationId, flowId);
  }

  @Post(':flowId/validate')
  @HttpCode(200)
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: ValidationResult })
  @ApiOperation({ operationId: 'validateFlow', summary: 'Say what is wrong with the draft, and where' })
  async validate(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId) {
    const { rows } = await this.validateFlow.run(organizationId, flowId);
    return { valid: isPublishable(rows), rows };
  }

  @Post(':flowId/publish')
  @HttpCode(200)
  @Access('flow.publish', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: PublishedVersion })
  @ApiOperation({ operationId: 'publishFlow', summary: 'Publish the draft as the next version, under the labels chosen and Latest' })
  async publish(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Body({ schema: PublishFlowRequest }) { labels, comment }: PublishFlowRequest,
    @CurrentCaller() caller: Caller,
  ) {
    requireStorable('comment', comment);
    return publishedOf(await this.publishFlow.run(organizationId, flowId, { labels, comment, actor: caller.id }));
  }

  @Get(':flowId/export')
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiOperation({ operationId: 'exportFlow', summary: 'Read the draft as it was handed in, byte for byte' })
  async export(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { draft } = await this.readFlows.get(organizationId, flowId);
    reply.header('content-type', 'application/json; charset=utf-8');
    return draft.exportText;
  }
}

function answer(flow: StoredFlow, reply: FastifyReply) {
  reply.header('etag', etagOf(flow.revision));
  return flowOf(flow);
}
