import { Metrics, Readiness } from '@patchbay/service-kit';
import { FixedClock } from '@patchbay/testing';
import { BrokerSightings } from './broker-sightings.ts';
import { reportHealth } from './health.ts';

describe('readiness', () => {
  const away = new Error('no answer');

  function open({
    database = async () => [{ count: 3 }],
    waitingMs = 0,
    consumer = { ready: true } as { ready: boolean; reason?: string },
  } = {}) {
    const clock = new FixedClock();
    const [readiness, metrics, broker] = [new Readiness(), new Metrics('connector-registry'), new BrokerSightings(clock)];
    reportHealth({
      readiness,
      metrics,
      broker,
      askDatabase: database,
      relayHealth: async () => ({ oldestUnpublishedAgeMs: waitingMs }),
      consumerHealth: () => consumer,
    });
    return { clock, readiness, metrics, broker };
  }

  it('is there when the database answers and events flow', async () => {
    expect(await open().readiness.reasons()).toEqual([]);
  });

  it('is missing while the database does not answer', async () => {
    const { readiness } = open({ database: () => Promise.reject(away) });
    expect(await readiness.reasons()).toEqual([{ name: 'postgres', reason: 'no answer' }]);
  });

  it('is missing when an event has waited for too long', async () => {
    expect(await open({ waitingMs: 14_999 }).readiness.reasons()).toEqual([]);
    const { readiness } = open({ waitingMs: 15_000 });
    expect(await readiness.reasons()).toEqual([{ name: 'outbox', reason: 'an event has been waiting for 15 s to be published' }]);
  });

  it('is missing when the consumer makes no progress', async () => {
    const { readiness } = open({ consumer: { ready: false, reason: 'stalled' } });
    expect(await readiness.reasons()).toEqual([{ name: 'flow-events', reason: 'stalled' }]);
  });

  it('does not need Kafka: what waits for a broker that is away is no fault of this process', async () => {
    const { readiness, broker, clock } = open({ waitingMs: 60_000, consumer: { ready: false, reason: 'not joined' } });
    expect(await readiness.reasons()).toHaveLength(2);
    broker.failed();
    expect(await readiness.reasons()).toEqual([]);
    clock.advance(60_000);
    expect(await readiness.reasons()).toHaveLength(2);
  });

  it('needs progress again as soon as the broker has answered', async () => {
    const { readiness, broker } = open({ waitingMs: 60_000 });
    broker.failed();
    broker.answered();
    expect(await readiness.reasons()).toHaveLength(1);
  });
});

describe('metrics', () => {
  const valuesOf = async (askDatabase: () => Promise<{ count: number }[]>) => {
    const metrics = new Metrics('connector-registry');
    reportHealth({
      readiness: new Readiness(),
      metrics,
      broker: new BrokerSightings(new FixedClock()),
      askDatabase,
      relayHealth: async () => ({ oldestUnpublishedAgeMs: 1_500 }),
      consumerHealth: () => ({ ready: true }),
    });
    return metrics.registry.metrics();
  };

  it('tell the age of what waits, and the deletions that run', async () => {
    const text = await valuesOf(async () => [{ count: 3 }]);
    expect(text).toContain('patchbay_outbox_oldest_unpublished_age_seconds{service="connector-registry"} 1.5');
    expect(text).toContain('patchbay_connector_deletions_running{service="connector-registry"} 3');
  });

  it('are there while the database is away', async () => {
    const text = await valuesOf(() => Promise.reject(new Error('no answer')));
    expect(text).toContain('patchbay_connector_deletions_running{service="connector-registry"} Nan');
  });
});
