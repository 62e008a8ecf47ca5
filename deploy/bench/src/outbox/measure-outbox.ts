import { setTimeout as wait } from 'node:timers/promises';
import { KafkaEventBus } from '@patchbay/event-bus';
import { Outbox, OutboxRelay, outboxMigrations } from '@patchbay/outbox';
import { createDataSource, PostgresListener, transaction } from '@patchbay/postgres';
import { percentile } from '../percentile.ts';
import { Arrivals } from './arrivals.ts';
import { benchTopic } from './bench-topic.ts';

const { POSTGRES_URL: url = '', KAFKA_BROKERS: brokers = '', KAFKA_TOPIC_PREFIX: topicPrefix = '' } = process.env;
const [commitsPerSecond, seconds, waiting, keys] = [100, 15, 40_000, 500];
const organizationId = '0192f0c1-0000-7000-8000-000000000001' as Parameters<Outbox['append']>[1][number]['organizationId'];

const dataSource = await createDataSource({ url, applicationName: 'bench-outbox', migrations: outboxMigrations });
const outbox = new Outbox({ source: 'bench', clock: { now: () => new Date() } });
const fail = (error: unknown) => process.stderr.write(`${String(error)}\n`);
const listener = new PostgresListener({ url, applicationName: 'bench-outbox-listener', onError: fail });
const bus = new KafkaEventBus({ brokers: brokers.split(','), topicPrefix, clientId: 'bench', onFatal: fail, onError: fail });
const arrivals = new Arrivals();
let committed = 0;

/** As wide as what a change of a connector says. */
const draftOf = (number: number) => {
  const key = `connector-${number % keys}`;
  const data = { number, connectorId: key, name: 'CRM of the main line', state: 'ACTIVE', accessLevel: 'READ_WRITE', actor: 'ada' };
  return { topic: benchTopic.name, key, type: 'patchbay.ThingChanged', subject: key, organizationId, version: number, data };
};

/** @returns the numbers of the events */
async function commit(count: number): Promise<number[]> {
  const numbers = Array.from({ length: count }, (_, index) => committed + index + 1);
  committed += count;
  await transaction(dataSource, (manager) => outbox.append(manager, numbers.map(draftOf)));
  return numbers;
}

async function untilAllArrived(withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (arrivals.count < committed && performance.now() < deadline) await wait(5);
}

const startRelay = (): OutboxRelay => {
  const relay = new OutboxRelay({ dataSource, listener, publish: (events) => bus.publish(events), onError: fail });
  relay.start();
  return relay;
};

/** One commit after the other at a steady pace: from the answer of COMMIT to the handler. */
async function measureLatency(): Promise<number[]> {
  const committedAt = new Map<number, number>();
  const startedMs = performance.now();
  for (let index = 0; index < commitsPerSecond * seconds; index += 1) {
    const [number = 0] = await commit(1);
    committedAt.set(number, performance.now());
    await wait(Math.max(0, startedMs + ((index + 1) * 1_000) / commitsPerSecond - performance.now()));
  }
  await untilAllArrived(10_000);
  return [...committedAt].map(([number, atMs]) => Math.max(0, (arrivals.at(number) ?? Number.NaN) - atMs));
}

/** Many events wait for a relay that starts. @returns events per second from its start to the last one handled */
async function measureThroughput(): Promise<number> {
  for (let written = 0; written < waiting; written += 500) await commit(500);
  const startedMs = performance.now();
  const relay = startRelay();
  await untilAllArrived(60_000);
  const tookMs = performance.now() - startedMs;
  await relay.stop();
  return Math.round((waiting * 1_000) / tookMs);
}

listener.start();
const running = await bus.consume({ group: 'bench', mode: 'broadcast', topics: [benchTopic.name] }, async ({ key, value }) => {
  arrivals.note(String(key), (JSON.parse(String(value)) as { number: number }).number);
});
while (!running.progress().caughtUp) await wait(20);
const relay = startRelay();
await commit(1);
await untilAllArrived(10_000);
const latencies = await measureLatency();
await relay.stop();
const eventsPerSecond = await measureThroughput();
const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
const [lost, reordered] = [committed - arrivals.count, arrivals.reordered];
process.stdout.write(`${JSON.stringify({ bench: 'outbox', commitsPerSecond, waiting, eventsPerSecond, p50Ms, p99Ms, lost, reordered })}\n`);
await running.stop();
await bus.close();
await listener.stop();
await dataSource.destroy();
process.exit(lost + reordered === 0 ? 0 : 1);
