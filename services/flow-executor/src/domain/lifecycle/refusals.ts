import { DomainError } from '@patchbay/errors';
import type { ValidationRow } from '../validation/validation-row.ts';
import type { FlowLabel } from './stored-flow.ts';

/** Of another organization's flow it is just as true. */
export class FlowNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'flow.not-found';

  constructor() {
    super('there is no flow with this id in the organization');
  }
}

export class FlowVersionMismatch extends DomainError {
  readonly kind = 'precondition-failed';
  readonly code = 'flow.version-mismatch';
  override readonly details: { version: number };

  constructor(version: number) {
    super(`the flow is at version ${version} now: read it again and repeat the change`);
    this.details = { version };
  }
}

export class FlowNotValid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.not-valid';
  override readonly details: { rows: readonly ValidationRow[] };

  constructor(rows: readonly ValidationRow[]) {
    super('the draft has errors: correct what the rows of severity ERROR say, then publish');
    this.details = { rows };
  }
}

export class PublicationRunning extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.publication-running';

  constructor() {
    super('the flow is being published already: wait until that has ended');
  }
}

/** The draft, a connector or another publication came in between. */
export class PublicationOvertaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.publication-overtaken';

  constructor(because: string, options?: ErrorOptions) {
    super(`${because}: validate the flow and publish it again`, options);
  }
}

export class NothingPublished extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.nothing-published';

  constructor(label: FlowLabel) {
    super(`no version of the flow is published under ${label}: publish one first`);
  }
}
