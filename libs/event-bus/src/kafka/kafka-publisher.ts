import { Partitioners, type Producer } from 'kafkajs';
import { BrokerUnavailable } from '../broker-unavailable.ts';
import { settledWithin } from '../pause.ts';
import { type KafkaClient, workRetry } from './kafka-client.ts';
import { produceRequests, type TopicMessages } from './produce-requests.ts';

interface OpenProducer {
  client: KafkaClient;
  producer: Producer;
  connected: Promise<void>;
}

const disconnectMs = 1_000;

/**
 * An idempotent producer that lives until its first failure. Its sequence numbers are meaningful only while it knows what the broker has
 * stored: after a lost answer the broker would take the next batch for the lost one, and drop it as a duplicate.
 */
export class KafkaPublisher {
  private open: OpenProducer | undefined;

  constructor(
    private readonly openClient: () => KafkaClient,
    private readonly withinMs: number,
  ) {}

  /** @throws BrokerUnavailable */
  async publish(topicMessages: TopicMessages[]): Promise<void> {
    const open = this.open ?? this.openProducer();
    const sent = this.send(open, topicMessages);
    try {
      if (!(await settledWithin(sent, this.withinMs))) throw new Error(`no answer within ${this.withinMs} ms`);
      await sent;
    } catch (error) {
      this.discard(open);
      throw new BrokerUnavailable({ cause: error });
    }
  }

  async close(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    if (open === undefined) return;
    await settledWithin(open.producer.disconnect(), disconnectMs);
    open.client.kill();
  }

  private async send({ producer, connected }: OpenProducer, topicMessages: TopicMessages[]): Promise<void> {
    await connected;
    for (const request of produceRequests(topicMessages)) await producer.sendBatch({ topicMessages: request, acks: -1, timeout: 5_000 });
  }

  private openProducer(): OpenProducer {
    const client = this.openClient();
    const producer = client.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: workRetry,
    });
    this.open = { client, producer, connected: producer.connect() };
    return this.open;
  }

  /** Killed, not disconnected: a late attempt of it must not overtake what is published next. */
  private discard(open: OpenProducer): void {
    open.client.kill();
    if (this.open === open) this.open = undefined;
  }
}
