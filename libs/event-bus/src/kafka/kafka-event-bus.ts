import { deadLetterTopicOf, type OutgoingEvent } from '@patchbay/contracts';
import type { Message } from 'kafkajs';
import { messageOf } from '../cloud-event.ts';
import { deadLetterOf, withoutValue } from '../dead-letter.ts';
import {
  type ConsumeOptions,
  type DeadLetterReason,
  EventBus,
  type IncomingMessage,
  type MessageHandler,
  type Running,
} from '../event-bus.ts';
import { isTooLarge } from './client-error.ts';
import { type KafkaClient, openKafkaClient } from './kafka-client.ts';
import type { Log } from './kafka-log.ts';
import { outgoingOf } from './kafka-message.ts';
import { KafkaPublisher } from './kafka-publisher.ts';
import { KafkaSubscription } from './kafka-subscription.ts';
import { quietNegativeTimeoutWarning } from './negative-timeout-warning.ts';
import { TopicNames } from './topic-names.ts';

export interface KafkaEventBusOptions {
  brokers: readonly string[];
  clientId: string;
  /** In front of the name of each topic and group, so that several installations can share a broker. */
  topicPrefix?: string;
  /** A consumer cannot be kept alive: the process should end, and be started again. */
  onFatal: (error: unknown) => void;
  /** Failures that the bus goes on after by itself: to be counted and logged. */
  onError?: (error: unknown) => void;
  /** What the client library has to say; nothing of it needs somebody to act. */
  log?: Log;
  /** Longest that `publish` and `deadLetter` take. Default 10,000. */
  publishWithinMs?: number;
  /** How long messages may lie without one being handled. Default 15,000. */
  stallAfterMs?: number;
}

/** The port on Apache Kafka. Connects when it is first used. */
export class KafkaEventBus extends EventBus {
  private readonly names: TopicNames;
  private readonly publisher: KafkaPublisher;
  private readonly running = new Set<Running>();

  constructor(private readonly options: KafkaEventBusOptions) {
    super();
    quietNegativeTimeoutWarning();
    this.names = new TopicNames(options.topicPrefix ?? '');
    this.publisher = new KafkaPublisher(() => this.openClient(), options.publishWithinMs ?? 10_000);
  }

  override async publish(events: readonly OutgoingEvent[]): Promise<void> {
    const messages = new Map<string, Message[]>();
    for (const event of events) {
      const topic = this.names.theirs(event.topic);
      messages.set(topic, [...(messages.get(topic) ?? []), messageOf(event)]);
    }
    if (messages.size > 0) await this.publisher.publish([...messages].map(([topic, list]) => ({ topic, messages: list })));
  }

  override async consume(options: ConsumeOptions, handler: MessageHandler): Promise<Running> {
    const { onFatal, onError = () => undefined, stallAfterMs = 15_000 } = this.options;
    const subscription = new KafkaSubscription({
      ...options,
      handler,
      names: this.names,
      stallAfterMs,
      openClient: () => this.openClient(),
      onError,
      onFatal,
    });
    this.running.add(subscription);
    return subscription;
  }

  override async deadLetter(message: IncomingMessage, reason: DeadLetterReason): Promise<void> {
    const topic = this.names.theirs(deadLetterTopicOf(message.topic));
    const deadLetter = deadLetterOf(message, reason);
    try {
      await this.publisher.publish([{ topic, messages: [outgoingOf(deadLetter)] }]);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      await this.publisher.publish([{ topic, messages: [outgoingOf(withoutValue(deadLetter))] }]);
    }
  }

  override async close(): Promise<void> {
    await Promise.all([...this.running].map((running) => running.stop()));
    await this.publisher.close();
  }

  private openClient(): KafkaClient {
    const { brokers, clientId, log = () => undefined } = this.options;
    return openKafkaClient({ brokers, clientId, log });
  }
}
