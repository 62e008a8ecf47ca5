import { DomainError } from '@patchbay/errors';

export class EventsNotPublished extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'state-topic.behind';

  constructor() {
    super('events wait to be published, so what follows from them cannot be compared with the database: see the runbook "outbox lag"');
  }
}
