import { DomainError } from '@patchbay/errors';

/** No lease row: it never joined, or was evicted. */
export class HolderUnknown extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'lease.holder-unknown';

  constructor(instanceId: string) {
    super(`no lease is known for the instance ${instanceId}: renew first`);
  }
}

export class HolderLeft extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'lease.holder-left';

  constructor(instanceId: string) {
    super(`the instance ${instanceId} has left: join again under a new instanceId`);
  }
}

export class NonceReplayed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'lease.nonce-replayed';

  constructor(nonce: number, last: number) {
    super(`the nonce ${nonce} is not above ${last}: each RENEW of an instance needs a higher one`);
  }
}

export class SequenceNeverSent extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'lease.sequence-never-sent';

  constructor(acknowledged: number, head: number) {
    super(`the sequence ${acknowledged} was never sent, the last one is ${head}: acknowledge what was received`);
  }
}

export class EpochPast extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'lease.epoch-past';

  constructor(told: number, present: number) {
    super(`the epoch ${told} is past, the present one is ${present}: renew to get its state`);
  }
}

export class TooManyHolders extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'lease.too-many-holders';

  constructor(maxHolders: number) {
    super(`${maxHolders} holders have leases already: raise the limit or stop one`);
  }
}

export class HolderOutOfScope extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'lease.holder-out-of-scope';

  constructor(instanceId: string) {
    super(`the instance ${instanceId} belongs to another organization: act for your own holders and connectors only`);
  }
}
