import { HttpRefusal } from '@patchbay/service-kit';

export class EventIdReused extends HttpRefusal {
  readonly kind = 'invalid';
  readonly code = 'execution.event-id-reused';
  readonly status = 422;
  override readonly details = { field: 'eventId' };

  constructor() {
    super('this eventId came with another event before: repeat that one word for word, or choose a new id');
  }
}

/** The same request, or an event before it. */
export class ExecutionInProgress extends HttpRefusal {
  readonly kind = 'conflict';
  readonly code = 'execution.in-progress';
  readonly status = 409;
  override readonly headers = { 'retry-after': '1' };

  constructor() {
    super('an executor is at this execution: send the request again in a moment');
  }
}
