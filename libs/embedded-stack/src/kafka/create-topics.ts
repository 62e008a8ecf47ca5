import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopicOf, type Topic } from '@patchbay/contracts';
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs';

export interface CreateTopicsOptions {
  /** Before each topic's name. */
  prefix?: string;
  /** Default 1, which is all that one broker can give. */
  replicationFactor?: number;
  /** In place of each topic's own number: for tests, which need few. */
  partitions?: number;
}

/** Long enough to notice a dead letter and to send it again; also for topics that are compacted themselves. */
const deadLetterConfig = { 'cleanup.policy': 'delete', 'retention.ms': String(30 * 86_400_000) };

const ledWithinMs = 30_000;
const notYet = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);

/** Creates what is missing of these topics and of their dead-letter topics; leaves those that exist as they are. */
export async function createTopics(
  brokers: readonly string[],
  topics: readonly Topic[],
  { prefix = '', replicationFactor = 1, partitions }: CreateTopicsOptions = {},
): Promise<void> {
  const wanted = topics.flatMap((topic) => [
    topicOf(prefix + topic.name, partitions ?? topic.partitions, replicationFactor, topic.config),
    topicOf(prefix + deadLetterTopicOf(topic.name), 1, replicationFactor, deadLetterConfig),
  ]);
  const admin = new Kafka({ brokers: [...brokers], clientId: 'create-topics', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = wanted.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
    await untilLed(
      admin,
      wanted.map(({ topic }) => topic),
    );
  } finally {
    await admin.disconnect();
  }
}

/** kafkajs has a wait of its own, which takes the moment before the broker knows the topic for a failure. */
async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  for (const deadline = performance.now() + ledWithinMs; !(await areLed(admin, topics)); await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`the broker has not taken over ${topics.join(', ')} after ${ledWithinMs / 1000} s`);
  }
}

async function areLed(admin: Admin, topics: string[]): Promise<boolean> {
  try {
    const metadata = await admin.fetchTopicMetadata({ topics });
    return metadata.topics.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0));
  } catch (error) {
    if (isNotYet(error)) return false;
    throw error;
  }
}

const isNotYet = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && notYet.has(String(error.type));

function topicOf(topic: string, numPartitions: number, replicationFactor: number, config: Readonly<Record<string, string>>): ITopicConfig {
  return { topic, numPartitions, replicationFactor, configEntries: Object.entries(config).map(([name, value]) => ({ name, value })) };
}
