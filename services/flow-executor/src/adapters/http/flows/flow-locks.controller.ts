import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Flow, type FlowId, type OrganizationId } from '@patchbay/contracts';
import { Access, ApiIdempotencyKey, type Caller, CurrentCaller } from '@patchbay/service-kit';
import type { FastifyReply } from 'fastify';
import { LockFlow } from '../../../application/flows/lock-flow.ts';
import { ResumeFlow } from '../../../application/flows/resume-flow.ts';
import { FlowParam, OrganizationParam } from '../parameters.ts';
import { answerFlow } from './flow-answers.ts';

/** Who may change a flow, and whether it may run. */
@ApiTags('flows')
@Controller('v1/organizations/:organizationId/flows/:flowId')
export class FlowLocksController {
  constructor(
    private readonly lockFlow: LockFlow,
    private readonly resumeFlow: ResumeFlow,
  ) {}

  @Post('lock')
  @HttpCode(200)
  @Access('flow.lock', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({ operationId: 'lockFlow', summary: 'Keep everybody else from changing the flow' })
  async lock(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFlow(await this.lockFlow.lock(organizationId, flowId, caller), reply);
  }

  @Post('unlock')
  @HttpCode(200)
  @Access('flow.unlock', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({
    operationId: 'unlockFlow',
    summary: 'Let others change the flow again; an administrator also unlocks what others have locked',
  })
  async unlock(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFlow(await this.lockFlow.unlock(organizationId, flowId, caller), reply);
  }

  @Post('flow::resume')
  @HttpCode(200)
  @Access('flow.resume', 'flow', 'flowId')
  @ApiIdempotencyKey()
  @ApiOkResponse({ standardSchema: Flow })
  @ApiOperation({
    operationId: 'resumeFlow',
    summary: 'Resume a halted flow whose connectors are all active, without waiting for the event',
  })
  async resume(
    @OrganizationParam() organizationId: OrganizationId,
    @FlowParam() flowId: FlowId,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerFlow(await this.resumeFlow.run(organizationId, flowId), reply);
  }
}
