import { FixedClock } from '@patchbay/testing';
import { FollowHalts } from '../src/application/halts/follow-halts.ts';
import { EventProgress, ImpactFingerprint, OperationWakeups } from '../src/application/ports.ts';
import type { Connector } from '../src/domain/connector.ts';
import { type ConnectorId, connectorId, operationId } from '../src/domain/ids.ts';
import type { Impact } from '../src/domain/impact/impact.ts';
import { nth, organization, someConnector } from './given.ts';
import { InMemoryHaltLedger, NotedHalts, policy } from './in-memory-halts.ts';
import { InMemoryRegistry } from './in-memory-registry.ts';

/** A relay that is well, until a test says otherwise. */
class RelayedEvents extends EventProgress {
  isWell = true;

  override async isPublished(): Promise<boolean> {
    return this.isWell;
  }
}

/** The registry in memory, and what use cases need beside it. */
export function openUseCases() {
  const clock = new FixedClock();
  const registry = new InMemoryRegistry(clock);
  const ledger = new InMemoryHaltLedger(registry, clock);
  const halts = new NotedHalts();
  let made = 0;
  return {
    ledger,
    halts,
    follow: new FollowHalts(ledger, registry.unitOfWork, policy, halts, clock),
    clock,
    registry,
    unitOfWork: registry.unitOfWork,
    wakeups: new (class extends OperationWakeups {
      override soon(concerned: ConnectorId): void {
        void registry.queue.wake([concerned]);
      }
    })(),
    events: new RelayedEvents(),
    identifiers: {
      connectorId: () => connectorId(nth(++made)),
      operationId: () => operationId(nth(++made)),
    },
    fingerprint: new (class extends ImpactFingerprint {
      override of(impact: Impact): string {
        return JSON.stringify(impact);
      }
    })(),
    insert: (connector: Connector) => registry.unitOfWork.run(connector.organizationId, ({ connectors }) => connectors.insert(connector)),
    stored: (id = someConnector) => registry.reader.getConnector(organization, id),
    eventTypes: () => registry.events.map(({ type }) => type),
  };
}
