import { topics } from '@patchbay/contracts';
import { createTopics } from '@patchbay/embedded-stack';

const brokers = (process.env.KAFKA_BROKERS ?? '').split(',').filter(Boolean);
if (brokers.length === 0) throw new Error('KAFKA_BROKERS is not set: give it the brokers as host:port, separated by commas');
await createTopics(brokers, topics, { replicationFactor: Number(process.env.KAFKA_REPLICATION_FACTOR ?? 1) });
process.stdout.write(`${topics.length} topics and their dead-letter topics are there\n`);
