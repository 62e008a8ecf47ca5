import { DomainError } from '@patchbay/errors';
import type { Outcome } from '../../domain/execution/outcome.ts';

/** Of another organization's execution it is just as true. */
export class ExecutionNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'execution.not-found';

  constructor() {
    super('there is no execution with this id in the organization');
  }
}

export class ExecutionEnded extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'execution.ended';
  override readonly details: { outcome: Outcome };

  constructor(outcome: Outcome) {
    super('the execution has ended: nothing goes on from here');
    this.details = { outcome };
  }
}

/** The right to run it has passed to another process, or may have. */
export class ClaimLost extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'execution.claim-lost';

  constructor() {
    super('this executor was too slow and may no longer run the execution: send the request again');
  }
}

export class ResponseMissing extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'execution.response-missing';
  override readonly details: { activityId: string; activityLabel: string };

  constructor(activityId: string, activityLabel: string) {
    super(`no recorded response is left for the activity ${activityLabel}: add one to responses`);
    this.details = { activityId, activityLabel };
  }
}

export class VariableUnknown extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'execution.variable-unknown';
  override readonly details: { variable: string };

  constructor(variable: string) {
    super(`the flow declares no variable ${variable}: leave it out or declare it`);
    this.details = { variable };
  }
}
