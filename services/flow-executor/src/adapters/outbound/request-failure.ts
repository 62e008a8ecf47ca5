import { type FailureCode, isRefusal } from '../../domain/request/failure-code.ts';

/** Decided here rather than by the network. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';

  constructor(
    readonly failure: FailureCode,
    options?: ErrorOptions,
  ) {
    super(failure, options);
  }

  /** It was our own wish that the request did not go on. */
  get isRefusal(): boolean {
    return isRefusal(this.failure);
  }
}
