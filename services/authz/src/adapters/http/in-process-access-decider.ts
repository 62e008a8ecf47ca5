import { Injectable } from '@nestjs/common';
import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import { AccessDecider } from '@patchbay/service-kit';
import { EvaluateAccess } from '../../application/evaluate-access.ts';
import { questionOf, responseOf } from './evaluation.ts';

/** This service's own routes are decided like everybody's, without a call to itself. */
@Injectable()
export class InProcessAccessDecider extends AccessDecider {
  constructor(private readonly evaluateAccess: EvaluateAccess) {
    super();
  }

  override async decide(request: EvaluationRequest): Promise<EvaluationResponse> {
    return responseOf(await this.evaluateAccess.execute(questionOf(request)));
  }
}
