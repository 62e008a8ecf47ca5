import { randomBytes } from 'node:crypto';
import type { Topic } from '@patchbay/contracts';
import { createTopics } from '@patchbay/embedded-stack';
import { kafkaBrokers } from './endpoints.ts';

export interface TestKafka {
  brokers: string[];
  topicPrefix: string;
}

/** More than one, so that a test sees what partitions do to order; few, because each costs time. */
const partitions = 2;

/** The broker, with these topics and their dead-letter topics under a prefix that no other spec file has. They go when the broker goes. */
export async function openKafka(topics: readonly Topic[]): Promise<TestKafka> {
  const brokers = kafkaBrokers();
  const topicPrefix = `test-${randomBytes(6).toString('hex')}.`;
  await createTopics(brokers, topics, { prefix: topicPrefix, partitions });
  return { brokers, topicPrefix };
}
