/**
 * The closed set of reasons for which a rule refuses.
 * Each edge translates it in one table of its own: HTTP status in service-kit, disposition of a message in event-bus.
 */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'precondition-failed',
  'too-large',
  'unavailable',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

/**
 * A broken rule. `code` is stable, owned by one service (`connector.illegal-transition`) and listed in its README.
 * `details` are typed by each subclass and go to the caller as they are: no secret belongs there.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  /** Extra members of the answer, such as the offending `field` or the `allowedActions`. */
  readonly details: Readonly<Record<string, unknown>> = {};

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
