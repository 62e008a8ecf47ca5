import { type EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import type { ServiceClient } from '../remote/service-client.ts';
import { AccessDecider } from './access-decider.ts';

/** Asks the authz service, over AuthZEN. */
export class HttpAccessDecider extends AccessDecider {
  constructor(private readonly authz: ServiceClient) {
    super();
  }

  decide(request: EvaluationRequest): Promise<EvaluationResponse> {
    return this.authz.request({
      method: 'POST',
      path: '/access/v1/evaluation',
      body: request,
      response: EvaluationResponse,
      repeatable: true,
    });
  }
}
