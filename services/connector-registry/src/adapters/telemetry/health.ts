import type { ConsumerHealth } from '@patchbay/event-bus';
import type { RelayHealth } from '@patchbay/outbox';
import type { Metrics, Readiness } from '@patchbay/service-kit';
import { Gauge } from 'prom-client';
import type { BrokerSightings } from './broker-sightings.ts';

interface Parts {
  readiness: Readiness;
  metrics: Metrics;
  broker: BrokerSightings;
  askDatabase: (statement: string) => Promise<{ count: number }[]>;
  relayHealth: () => Promise<Pick<RelayHealth, 'oldestUnpublishedAgeMs'>>;
  consumerHealth: () => ConsumerHealth;
}

const relayStuckAfterMs = 15_000;

/**
 * Ready while the database answers and what should move does. Kafka being away is no reason to turn callers away:
 * a deactivation needs the database only, and its events wait in the outbox.
 */
export function reportHealth({ readiness, metrics, broker, askDatabase, relayHealth, consumerHealth }: Parts): void {
  readiness.register('postgres', async () => {
    await askDatabase('SELECT 1 AS count');
    return undefined;
  });
  readiness.register('outbox', async () => {
    const { oldestUnpublishedAgeMs } = await relayHealth();
    if (oldestUnpublishedAgeMs < relayStuckAfterMs || broker.isAway()) return undefined;
    return `an event has been waiting for ${Math.round(oldestUnpublishedAgeMs / 1_000)} s to be published`;
  });
  readiness.register('flow-events', () => {
    const { ready, reason } = consumerHealth();
    return ready || broker.isAway() ? undefined : (reason ?? 'no progress');
  });
  gauge(metrics, 'patchbay_outbox_oldest_unpublished_age_seconds', 'Age of the oldest event that is not published yet', async () => {
    const { oldestUnpublishedAgeMs } = await relayHealth();
    return oldestUnpublishedAgeMs / 1_000;
  });
  gauge(metrics, 'patchbay_connector_deletions_running', 'Deletions that have not ended yet', async () => {
    const [row] = await askDatabase("SELECT count(*) FROM operation WHERE kind = 'deletion' AND current_step IS NOT NULL");
    return row?.count ?? Number.NaN;
  });
}

function gauge({ registry }: Metrics, name: string, help: string, read: () => Promise<number>): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      // The other metrics are worth most while the database is away.
      this.set(await read().catch(() => Number.NaN));
    },
  });
}
