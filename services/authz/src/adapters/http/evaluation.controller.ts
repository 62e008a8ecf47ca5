import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiDefaultResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EvaluationRequest, EvaluationResponse, PolicyDecisionPoint, Problem } from '@patchbay/contracts';
import { Access, Public } from '@patchbay/service-kit';
import { EvaluateAccess } from '../../application/evaluate-access.ts';
import { questionOf, responseOf } from './evaluation.ts';

const evaluationPath = 'access/v1/evaluation';

/** Where others reach this service. */
export class OwnAddress {
  constructor(readonly url: string) {}
}

/** OpenID AuthZEN Authorization API 1.0. A refusal is an answer (200, `decision: false`), not an error. */
@ApiTags('decisions')
@ApiDefaultResponse({ description: 'Problem details', standardSchema: Problem })
@Controller()
export class EvaluationController {
  constructor(
    private readonly evaluateAccess: EvaluateAccess,
    private readonly ownAddress: OwnAddress,
  ) {}

  @Post(evaluationPath)
  @HttpCode(200)
  @Access('authorization.evaluate', 'authorization')
  @ApiOperation({ operationId: 'evaluateAccess', summary: 'May this subject do that? Only services may ask.' })
  @ApiOkResponse({ description: 'The decision', standardSchema: EvaluationResponse })
  async evaluate(@Body({ schema: EvaluationRequest }) request: EvaluationRequest): Promise<EvaluationResponse> {
    return responseOf(await this.evaluateAccess.execute(questionOf(request)));
  }

  @Get('.well-known/authzen-configuration')
  @Public()
  @ApiOperation({ operationId: 'getAuthzenConfiguration', summary: 'Where decisions are asked for' })
  @ApiOkResponse({ description: 'AuthZEN metadata', standardSchema: PolicyDecisionPoint })
  configuration(): PolicyDecisionPoint {
    const url = this.ownAddress.url.replace(/\/$/, '');
    return { policy_decision_point: url, access_evaluation_endpoint: `${url}/${evaluationPath}` };
  }
}
