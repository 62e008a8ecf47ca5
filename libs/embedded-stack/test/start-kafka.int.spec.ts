import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectorState } from '@patchbay/contracts';
import { createTopics, freePort, PortInUse, type RunningKafka, startKafka, stopLeftKafka } from '@patchbay/embedded-stack';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { isRunning, leftBehind } from './killed-parent.ts';

const within = 120_000;
const topicResource = 2;

describe('startKafka', () => {
  let folder: string;
  let kafka: RunningKafka | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-kafka-'));
  });

  afterEach(async () => {
    await kafka?.stop();
    rmSync(folder, { recursive: true });
  });

  const start = async (): Promise<RunningKafka> => {
    kafka = await startKafka({ folder, port: await freePort() });
    return kafka;
  };

  it(
    'keeps topics between runs, each beside its dead-letter topic',
    async () => {
      const first = await start();
      await createTopics(first.brokers, [connectorState]);
      await createTopics(first.brokers, [connectorState], { prefix: 'test.', partitions: 2 });
      await createTopics(first.brokers, [connectorState], { prefix: 'test.', partitions: 3 });
      await first.stop();
      expect(isRunning(first.pid)).toBe(false);
      const { brokers } = await start();
      expect(await asAdmin(brokers, partitionsByTopic)).toEqual({
        [connectorState.name]: connectorState.partitions,
        [`${connectorState.name}.dlt`]: 1,
        [`test.${connectorState.name}`]: 2,
        [`test.${connectorState.name}.dlt`]: 1,
      });
      expect(await asAdmin(brokers, cleanupPolicyOf(connectorState.name))).toBe('compact');
      expect(await asAdmin(brokers, cleanupPolicyOf(`${connectorState.name}.dlt`))).toBe('delete');
    },
    within,
  );

  it(
    'ends the broker that a killed parent has left running, and no process that has got its number since',
    async () => {
      const left = await leftBehind('kafka', folder, await freePort());
      expect(isRunning(left)).toBe(true);
      const { pid, stop } = await start();
      expect([isRunning(left), isRunning(pid)]).toEqual([false, true]);
      await stop();
      writeFileSync(join(folder, 'kafka.pid'), String(process.pid));
      expect(await stopLeftKafka(folder)).toBe(false);
    },
    within,
  );

  it(
    'lets two that create the same topics at once both succeed, and says which port is in use',
    async () => {
      const { brokers } = await start();
      const creations = await Promise.allSettled([1, 2, 3].map(() => createTopics(brokers, [connectorState], { partitions: 1 })));
      expect(creations.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      const port = Number(brokers[0]?.split(':')[1]);
      const other = mkdtempSync(join(tmpdir(), 'patchbay-kafka-'));
      await expect(startKafka({ folder: other, port })).rejects.toBeInstanceOf(PortInUse);
      rmSync(other, { recursive: true });
    },
    within,
  );
});

async function asAdmin<T>(brokers: string[], ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers, clientId: 'spec', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

async function partitionsByTopic(admin: Admin): Promise<Record<string, number>> {
  const { topics } = await admin.fetchTopicMetadata();
  return Object.fromEntries(topics.map(({ name, partitions }) => [name, partitions.length]));
}

const cleanupPolicyOf =
  (name: string) =>
  async (admin: Admin): Promise<string | undefined> => {
    const { resources } = await admin.describeConfigs({ resources: [{ type: topicResource, name }], includeSynonyms: false });
    return resources[0]?.configEntries.find(({ configName }) => configName === 'cleanup.policy')?.configValue;
  };
