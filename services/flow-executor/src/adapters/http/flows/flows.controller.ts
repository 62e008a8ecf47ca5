import { Body, Controller, Delete, Get, Headers, HttpCode, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CopyFlowRequest,
  EditFlowRequest,
  Flow,
  type FlowId,
  FlowList,
  FlowListQuery,
  ImportFlowQuery,
  ImportFlowRequest,
  type OrganizationId,
  ReplaceDraftRequest,
} from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller, parseIfMatch } from '@patchbay/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ChangeDraft } from '../../../application/flows/change-draft.ts';
import { CopyFlow } from '../../../application/flows/copy-flow.ts';
import { DeleteFlow } from '../../../application/flows/delete-flow.ts';
import { ImportFlow } from '../../../application/flows/import-flow.ts';
import { ReadFlows } from '../../../application/flows/read-flows.ts';
import { flowPosition, pageTokenOf } from '../page-token.ts';
import { FlowParam, OrganizationParam } from '../parameters.ts';
import { answerExport, answerFlow, answerNewFlow } from './flow-answers.ts';
import { editOf, HandedIn } from './flow-content.ts';
import { summaryOf } from './representations.ts';

@ApiTags('flows')
@Controller('v1/organizations/:organizationId/flows')
export class FlowsController {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly importFlow: ImportFlow,
    private readonly changeDraft: ChangeDraft,
    private readonly copyFlow: CopyFlow,
    private readonly deleteFlow: DeleteFlow,
    private readonly handedIn: HandedIn,
  ) {}

  @Post()
  @Access('flow.write', 'flow')
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ standardSchema: Flow })
  @ApiOkResponse({ standardSchema: Flow, description: 'With overwrite: the flow whose draft was replaced' })
  @ApiOperation({ operationId: 'importFlow', summary: 'Import a Flow Designer export as the draft of a new flow' })
  async import(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: ImportFlowQuery }) query: ImportFlowQuery,
    @Body({ schema: ImportFlowRequest }) body: z.output<typeof ImportFlowRequest>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const overwrite = body.overwrite || query.overwrite === 'yes' || query.overwrite === 'true';
    const content = this.handedIn.contentOf(body, request);
    const { flow, isNew } = await this.importFlow.run({ organizationId, actor: caller.id, content, overwrite });
    return isNew ? answerNewFlow(flow, reply) : answerFlow(flow, reply.status(200));
  }

  @Get()
  @Access('flow.read', 'flow')
  @ApiOkResponse({ standardSchema: FlowList })
  @ApiOperation({ operationId: 'listFlows', summary: 'List the flows of the organization' })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: FlowListQuery }) { pageSize, pageToken }: z.output<typeof FlowListQuery>,
  ) {
    const { items, next } = await this.readFlows.list(organizationId, { limit: pageSize, after: flowPosition(pageToken) });
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
    return answerFlow(await this.readFlows.get(organizationId, flowId), reply);
  }

  @Put(':flowId')
  @Access('flow.write', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'replaceDraft', summary: 'Replace the draft; what is published stays as it is' })
  async replace(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ReplaceDraftRequest }) body: z.output<typeof ReplaceDraftRequest>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const content = this.handedIn.contentOf(body, request);
    const change = { expectedRevision: parseIfMatch(ifMatch), actor: caller.id };
    return answerFlow(await this.changeDraft.replace(organizationId, flowId, content, change), reply);
  }

  @Patch(':flowId')
  @Access('flow.write', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'editFlow', summary: 'Change name, description, owner, connectors or what a halted call gets' })
  async edit(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: EditFlowRequest }) body: EditFlowRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const change = { expectedRevision: parseIfMatch(ifMatch), actor: caller.id };
    return answerFlow(await this.changeDraft.edit(organizationId, flowId, editOf(body), change), reply);
  }

  @Delete(':flowId')
  @HttpCode(204)
  @Access('flow.delete', 'flow', 'flowId')
  @ApiNoContentResponse()
  @ApiOperation({ operationId: 'deleteFlow', summary: 'Delete a flow with all its versions, and release its references' })
  async delete(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.deleteFlow.run(organizationId, flowId, caller.id);
  }

  @Post(':flowId/copy')
  @Access('flow.write', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiCreatedResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'copyFlow', summary: 'Make a new flow of the draft, under another name' })
  async copy(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Body({ schema: CopyFlowRequest }) body: CopyFlowRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { name = '' } = editOf(body);
    return answerNewFlow(await this.copyFlow.run(organizationId, flowId, { name, actor: caller.id }), reply);
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
    return answerExport((await this.readFlows.get(organizationId, flowId)).draft, reply);
  }
}
