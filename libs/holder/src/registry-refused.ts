import { DomainError } from '@patchbay/errors';

/** The registry gave an answer, and it is not the one that was asked for. */
export class RegistryRefused extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'holder.registry-refused';
  override readonly details: { status: number; problem: string };

  constructor(what: string, status: number, problem: string) {
    super(`the registry answers ${status} ${problem} to ${what}: see the code in its README`);
    this.details = { status, problem };
  }
}
