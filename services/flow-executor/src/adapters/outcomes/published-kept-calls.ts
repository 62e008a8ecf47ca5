import type { OutgoingEvent } from '@patchbay/contracts';
import { type KeptCalls, KeptCallsReports } from '../../application/executions/report-kept-calls.ts';
import { outcomeEvent } from './outcome-event.ts';

interface PublishedKeptCallsOptions {
  publish: (events: readonly OutgoingEvent[]) => Promise<void>;
  nextId: () => string;
}

/** One for all replicas: whichever of them reports, it replaces what was reported before. */
const instanceId = 'flow-executor/kept';

/** At most once: the next report says it again. */
export class PublishedKeptCalls extends KeptCallsReports {
  constructor(private readonly options: PublishedKeptCallsOptions) {
    super();
  }

  async publish({ batch, at, byOrganization }: KeptCalls): Promise<void> {
    const events = [...byOrganization].map(([organizationId, inProgress]) =>
      outcomeEvent([], { id: this.options.nextId(), instanceId, batch, organizationId, at, inProgress }),
    );
    if (events.length > 0) await this.options.publish(events);
  }
}
