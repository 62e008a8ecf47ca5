import { DomainError } from '@patchbay/errors';

/** Nothing was sent: no address of that name may be connected to. */
export class AddressRefused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'egress.address-refused';

  constructor(hostname: string, port: number) {
    super(
      `${hostname}:${port} is not on the public internet: have the operator permit it in OUTBOUND_ALLOW_PRIVATE, or use another address`,
    );
  }
}

export class NameNotResolved extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'egress.name-not-resolved';

  constructor(hostname: string) {
    super(`the name ${hostname} was not resolved in time: check it, or try again in a moment`);
  }
}
