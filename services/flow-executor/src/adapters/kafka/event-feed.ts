import { type INestApplication, Logger } from '@nestjs/common';
import { connectorLifecycle, connectorState } from '@patchbay/contracts';
import { connectEventBus, type EventBus, EventBusServer, type Problem } from '@patchbay/event-bus';
import type { Lease } from '../../application/lease.ts';

/** Which events this service hears, and how. */
export class EventFeed {
  /** For the gate: every replica, all of the topic, at each start. */
  readonly state: EventBusServer;
  /** For effects: one replica each. */
  readonly lifecycle: EventBusServer;
  private readonly logger = new Logger('events');

  constructor(bus: EventBus, lease: Lease, service: string) {
    const onProblem = (problem: Problem) => this.report(problem);
    /** What could not be read may have been a halt; of what was there before this process, its lease knows. */
    const onQuarantined = ({ topic, key }: { topic: string; key: string }) => {
      if (topic !== connectorState.name || this.state.health().ready) lease.quarantine(key);
    };
    const shared = { bus, onQuarantined, onProblem };
    this.state = new EventBusServer({ ...shared, consumer: `${service}.state`, mode: 'broadcast', topics: [connectorState] });
    this.lifecycle = new EventBusServer({ ...shared, consumer: service, mode: 'group', topics: [connectorLifecycle] });
  }

  connect(app: INestApplication): void {
    connectEventBus(app, this.state);
    connectEventBus(app, this.lifecycle);
  }

  private report({ message: { topic, partition, offset }, ...problem }: Problem): void {
    this.logger.warn({ ...problem, topic, partition, offset });
  }
}
