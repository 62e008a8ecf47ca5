import { openKafka } from '@patchbay/testing';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { KafkaEventBus, type KafkaEventBusOptions } from '../src/kafka/kafka-event-bus.ts';
import { outgoingOf } from '../src/kafka/kafka-message.ts';
import { type Bench, others, things } from './bench.ts';

export interface KafkaBench extends Bench {
  bus: KafkaEventBus;
  brokers: string[];
  topicPrefix: string;
  /** What the bus could not keep to itself. */
  errors: unknown[];
}

export async function openKafkaBench(options: Partial<KafkaEventBusOptions> = {}, topics = [things, others]): Promise<KafkaBench> {
  const { brokers, topicPrefix } = await openKafka(topics);
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  const bus = new KafkaEventBus({ brokers, topicPrefix, clientId: 'tests', onFatal: note, onError: note, ...options });
  const producer = new Kafka({ brokers, clientId: 'careless', logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return {
    bus,
    brokers,
    topicPrefix,
    errors,
    append: async (topic, message) => {
      await producer.send({ topic: `${topicPrefix}${topic}`, messages: [outgoingOf(message)] });
    },
    close: async () => {
      await Promise.all([bus.close(), producer.disconnect()]);
    },
  };
}
