import { DomainError } from '@patchbay/errors';
import type { ValidationRow } from '../validation/validation-row.ts';
import type { FlowLabel, FlowLock } from './stored-flow.ts';

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

export class FlowLocked extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.locked';
  override readonly details: { lockedBy: string; since: string };

  constructor({ by, since }: FlowLock) {
    super(`the flow is locked by ${by}: ask them to unlock it, or an administrator to do so`);
    this.details = { lockedBy: by, since: since.toISOString() };
  }
}

export class FlowNameTaken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.name-taken';
  override readonly details: { flowId: string };

  constructor(name: string, flowId: string) {
    super(
      `the organization has a flow called ${name} already: send the import again with overwrite to replace its draft, or choose another name`,
    );
    this.details = { flowId };
  }
}

export class VersionNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'flow.version-not-found';

  constructor() {
    super('the flow has no version of this number: see its versions');
  }
}

/** A label cannot be moved to it. */
export class VersionNotUsable extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.version-not-usable';
  override readonly details: { rows: readonly ValidationRow[] };

  constructor(because: string, rows: readonly ValidationRow[] = []) {
    super(`the version cannot be taken into use: ${because}`);
    this.details = { rows };
  }
}

export class ConnectorsNotActive extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'flow.connectors-not-active';
  override readonly details: { connectors: readonly { connectorId: string; state: string }[] };

  constructor(connectors: readonly { connectorId: string; state: string }[]) {
    super('the flow stays halted: activate the connectors named here, or publish it with others');
    this.details = { connectors };
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
