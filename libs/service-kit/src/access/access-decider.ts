import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';

/** Policy decision point. A decision is data; no decision is an error, and refuses. */
export abstract class AccessDecider {
  abstract decide(request: EvaluationRequest): Promise<EvaluationResponse>;
}
