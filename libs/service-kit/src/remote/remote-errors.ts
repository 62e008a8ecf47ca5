import { Problem } from '@patchbay/contracts';
import { DomainError, type ErrorKind } from '@patchbay/errors';

const kindOfStatus: Readonly<Record<number, ErrorKind>> = {
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  412: 'precondition-failed',
  413: 'too-large',
  422: 'invalid',
  428: 'precondition-failed',
};

/** Another service refused for a reason that it names. */
export class RemoteRefusal extends DomainError {
  readonly kind: ErrorKind;
  readonly code: string;
  override readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly service: string,
    readonly status: number,
    problem: Problem,
  ) {
    super(problem.detail);
    const { type: _type, title: _title, status: _status, detail: _detail, code, requestId: _requestId, ...details } = problem;
    this.kind = kindOfStatus[status] ?? 'invalid';
    this.code = code;
    this.details = details;
  }
}

/** Another service is away, too slow, failing, or answers what it should not. */
export class RemoteUnavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'remote.unavailable';

  constructor(
    readonly service: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${service} ${reason}: try again in a moment`, options);
  }
}

export function remoteErrorOf(service: string, status: number, body: unknown): RemoteRefusal | RemoteUnavailable {
  const problem = Problem.safeParse(body);
  if (status >= 500 || status === 429 || status === 408) return new RemoteUnavailable(service, `answers ${status}`);
  // Our own token was refused: nothing that our caller could mend.
  if (status === 401) return new RemoteUnavailable(service, 'does not accept our identity');
  if (status < 400 || !problem.success) return new RemoteUnavailable(service, `gives an unexpected answer (${status})`);
  return new RemoteRefusal(service, status, problem.data);
}
