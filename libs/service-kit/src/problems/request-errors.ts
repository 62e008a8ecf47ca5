import { DomainError, type ErrorKind } from '@patchbay/errors';

export interface FieldError {
  field: string;
  message: string;
}

/** A refusal whose status says more than its kind does. */
export abstract class HttpRefusal extends DomainError {
  abstract readonly status: number;
  readonly headers: Readonly<Record<string, string>> = {};
}

export class RequestInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.invalid';
  override readonly details: { errors: readonly FieldError[] };

  constructor(errors: readonly FieldError[]) {
    super('the request does not validate: correct the fields listed in errors');
    this.details = { errors };
  }
}

export class MalformedJson extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.malformed-json';

  constructor(options?: ErrorOptions) {
    super('the body is not JSON: send a JSON document', options);
  }
}

export class BadRequest extends HttpRefusal {
  readonly kind = 'invalid';
  readonly code = 'request.bad';

  constructor(
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super('the request cannot be read: check its path and headers', options);
  }
}

export class RequestTooLarge extends DomainError {
  readonly kind = 'too-large';
  readonly code = 'request.too-large';

  constructor(options?: ErrorOptions) {
    super('the body is larger than this service takes: send less', options);
  }
}

export class UnsupportedMediaType extends HttpRefusal {
  readonly kind = 'invalid';
  readonly code = 'request.unsupported-media-type';
  readonly status = 415;

  constructor(options?: ErrorOptions) {
    super('the body has a media type that this service does not read: send application/json', options);
  }
}

export class UnknownRoute extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'request.unknown-route';

  constructor() {
    super('nothing is here: see /openapi.json for what this service answers');
  }
}

export class MethodNotAllowed extends HttpRefusal {
  readonly kind = 'not-found';
  readonly code = 'request.method-not-allowed';
  readonly status = 405;
  override readonly headers: { allow: string };
  override readonly details: { allow: readonly string[] };

  constructor(methods: readonly string[]) {
    super(`this resource does not take that method: use ${methods.join(', ')}`);
    this.headers = { allow: methods.join(', ') };
    this.details = { allow: methods };
  }
}

/** The id in a path belongs to nothing here, because it is not even an id. */
export class UnknownResource extends DomainError {
  readonly kind: ErrorKind = 'not-found';
  readonly code: string;

  constructor(resource: string) {
    super(`there is no ${resource} with this id`);
    this.code = `${resource}.not-found`;
  }
}
