import { Body, Controller, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import {
  CompareVersionsQuery,
  Flow,
  FlowComparison,
  type FlowId,
  FlowListQuery,
  FlowVersion,
  FlowVersionList,
  MovableLabel,
  MoveLabelRequest,
  type OrganizationId,
  PublishedVersion,
  PublishFlowRequest,
  ValidationResult,
} from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller } from '@patchbay/service-kit';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { MoveLabel } from '../../../application/flows/move-label.ts';
import { PublishFlow } from '../../../application/flows/publish-flow.ts';
import { ReadVersions } from '../../../application/flows/read-versions.ts';
import { ValidateFlow } from '../../../application/flows/validate-flow.ts';
import { isPublishable } from '../../../domain/validation/validate-flow.ts';
import { pageTokenOf, versionPosition } from '../page-token.ts';
import { FlowParam, LabelParam, OrganizationParam, VersionParam } from '../parameters.ts';
import { answerExport, answerFlow } from './flow-answers.ts';
import { requireStorable } from './flow-content.ts';
import { publishedOf, versionOf } from './representations.ts';

const versionParameter = { name: 'versionNumber', schema: { type: 'integer', minimum: 1 } };

@ApiTags('flows')
@Controller('v1/organizations/:organizationId/flows/:flowId')
export class FlowVersionsController {
  constructor(
    private readonly readVersions: ReadVersions,
    private readonly validateFlow: ValidateFlow,
    private readonly publishFlow: PublishFlow,
    private readonly moveLabel: MoveLabel,
  ) {}

  @Post('validate')
  @HttpCode(200)
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: ValidationResult })
  @ApiOperation({ operationId: 'validateFlow', summary: 'Say what is wrong with the draft, and where' })
  async validate(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId) {
    const { rows } = await this.validateFlow.run(organizationId, flowId);
    return { valid: isPublishable(rows), rows };
  }

  @Post('publish')
  @HttpCode(200)
  @Access('flow.publish', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: PublishedVersion })
  @ApiOperation({ operationId: 'publishFlow', summary: 'Publish the draft as the next version, under the labels chosen and Latest' })
  async publish(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Body({ schema: PublishFlowRequest }) { labels, comment, connectors }: z.output<typeof PublishFlowRequest>,
    @CurrentCaller() caller: Caller,
  ) {
    requireStorable('comment', comment);
    return publishedOf(await this.publishFlow.run(organizationId, flowId, { labels, comment, connectors, actor: caller.id }));
  }

  @Get('versions')
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: FlowVersionList })
  @ApiOperation({ operationId: 'listVersions', summary: 'List the versions of a flow, the newest first' })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Query({ schema: FlowListQuery }) { pageSize, pageToken }: z.output<typeof FlowListQuery>,
  ) {
    const page = { limit: pageSize, below: versionPosition(pageToken) };
    const { items, labels, next } = await this.readVersions.list(organizationId, flowId, page);
    return { items: items.map((version) => versionOf(version, labels)), ...pageTokenOf(next) };
  }

  @Get('versions/compare')
  @Access('flow.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: FlowComparison })
  @ApiOperation({ operationId: 'compareVersions', summary: 'Say what differs between two versions, or a version and the draft' })
  async compare(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Query({ schema: CompareVersionsQuery }) { from, to }: CompareVersionsQuery,
  ): Promise<FlowComparison> {
    return { from, to, ...(await this.readVersions.compare(organizationId, flowId, from, to)) };
  }

  @Get('versions/:versionNumber')
  @Access('flow.read', 'flow', 'flowId')
  @ApiParam(versionParameter)
  @ApiOkResponse({ standardSchema: FlowVersion })
  @ApiOperation({ operationId: 'getVersion', summary: 'Read a version' })
  async get(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId, @VersionParam() versionNumber: number) {
    const { version, labels } = await this.readVersions.get(organizationId, flowId, versionNumber);
    return versionOf(version, labels);
  }

  @Get('versions/:versionNumber/export')
  @Access('flow.read', 'flow', 'flowId')
  @ApiParam(versionParameter)
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiOperation({ operationId: 'exportVersion', summary: 'Read a version as its draft was handed in, byte for byte' })
  async export(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @VersionParam() versionNumber: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return answerExport((await this.readVersions.get(organizationId, flowId, versionNumber)).version.content, reply);
  }

  @Put('labels/:label')
  @Access('flow.publish', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiParam({ name: 'label', enum: MovableLabel.options })
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'moveLabel', summary: 'Point Live, Test or Dev at a version that was published before' })
  async move(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @LabelParam() label: MovableLabel,
    @Body({ schema: MoveLabelRequest }) { versionNumber }: MoveLabelRequest,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFlow(await this.moveLabel.run(organizationId, flowId, { label, versionNumber, actor: caller.id }), reply);
  }
}
