import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  DryRun,
  DryRunRequest,
  ExecutionId,
  ExecutionList,
  ExecutionListQuery,
  ExecutionSummary,
  ExecutionTrace,
  ExecutionTraceQuery,
  FlowCounters,
  type FlowId,
  type OrganizationId,
} from '@patchbay/contracts';
import { Access, IdParam } from '@patchbay/service-kit';
import type { z } from 'zod';
import { DryRunFlow } from '../../../application/executions/dry-run.ts';
import { ReadExecutions } from '../../../application/executions/read-executions.ts';
import { executionPosition, pageTokenOf, turnPosition } from '../page-token.ts';
import { FlowParam, OrganizationParam } from '../parameters.ts';
import { countersOf, dryRunOf, executionSummaryOf, turnOf } from './execution-representations.ts';

const ExecutionParam = () => Param('executionId', IdParam(ExecutionId));

/** What was run, for those who look at it; the platform's own routes are registered apart. */
@ApiTags('executions')
@Controller('v1/organizations/:organizationId')
export class ExecutionsController {
  constructor(
    private readonly executions: ReadExecutions,
    private readonly dryRun: DryRunFlow,
  ) {}

  @Get('executions')
  @Access('execution.read', 'execution')
  @ApiOkResponse({ standardSchema: ExecutionList })
  @ApiOperation({ operationId: 'listExecutions', summary: 'Search executions by contact, flow, outcome, connector and time; newest first' })
  async list(
    @OrganizationParam() organizationId: OrganizationId,
    @Query({ schema: ExecutionListQuery }) query: z.output<typeof ExecutionListQuery>,
  ) {
    const { pageSize, pageToken, from, to, flowId, connectorId, ...filter } = query;
    const { items, next } = await this.executions.search(
      organizationId,
      {
        ...filter,
        flowId: flowId?.toLowerCase(),
        connectorId: connectorId?.toLowerCase(),
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
      },
      { limit: pageSize, before: executionPosition(pageToken) },
    );
    return { items: items.map(executionSummaryOf), ...pageTokenOf(next) };
  }

  @Get('executions/:executionId')
  @Access('execution.read', 'execution', 'executionId')
  @ApiOkResponse({ standardSchema: ExecutionSummary })
  @ApiOperation({ operationId: 'getExecution', summary: 'Read how an execution stands' })
  async get(@OrganizationParam() organizationId: OrganizationId, @ExecutionParam() executionId: ExecutionId) {
    return executionSummaryOf(await this.executions.get(organizationId, executionId));
  }

  @Get('executions/:executionId/trace')
  @Access('execution.read', 'execution', 'executionId')
  @ApiOkResponse({ standardSchema: ExecutionTrace })
  @ApiOperation({ operationId: 'getExecutionTrace', summary: 'Read an execution step by step; values of secure variables are masked' })
  async trace(
    @OrganizationParam() organizationId: OrganizationId,
    @ExecutionParam() executionId: ExecutionId,
    @Query({ schema: ExecutionTraceQuery }) { pageSize, pageToken }: z.output<typeof ExecutionTraceQuery>,
  ) {
    const { items, next } = await this.executions.trace(organizationId, executionId, {
      limit: pageSize,
      after: turnPosition(pageToken) ?? 0,
    });
    return { items: items.map(turnOf), ...pageTokenOf(next) };
  }

  @Get('flows/:flowId/counters')
  @Access('execution.read', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: FlowCounters })
  @ApiOperation({ operationId: 'getFlowCounters', summary: 'Read how many executions of a flow run, wait, began and ended of late' })
  async counters(@OrganizationParam() organizationId: OrganizationId, @FlowParam() flowId: FlowId) {
    return countersOf(flowId, await this.executions.activity(organizationId, flowId));
  }

  @Post('flows/:flowId/dry-run')
  @HttpCode(200)
  @Access('execution.dry-run', 'flow', 'flowId')
  @ApiOkResponse({ standardSchema: DryRun })
  @ApiOperation({
    operationId: 'dryRunFlow',
    summary: 'Run the draft with given values, against real or recorded responses; nothing is kept',
  })
  async dry(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Body({ schema: DryRunRequest }) request: z.output<typeof DryRunRequest>,
  ) {
    return dryRunOf(await this.dryRun.run(organizationId, flowId, request));
  }
}
