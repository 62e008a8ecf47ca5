import { deadLetterTopicOf, type OutgoingEvent } from '@patchbay/contracts';
import { messageOf } from '../cloud-event.ts';
import { deadLetterOf, type RawMessage } from '../dead-letter.ts';
import {
  type ConsumeOptions,
  type DeadLetterReason,
  EventBus,
  type IncomingMessage,
  type MessageHandler,
  type Running,
} from '../event-bus.ts';
import { InMemoryConsumer } from './in-memory-consumer.ts';

export interface InMemoryEventBusOptions {
  /** Of each topic. Default 1, so that everything is in one order. */
  partitions?: number;
  /** Before a message whose handler rejected comes again, doubling. Default 1. */
  firstPauseMs?: number;
  /** Default 15,000. */
  stallAfterMs?: number;
}

/** The whole broker in this object: for tests and simulation. Topics come into being when they are named. */
export class InMemoryEventBus extends EventBus {
  private readonly logs = new Map<string, IncomingMessage[][]>();
  private readonly committed = new Map<string, Map<string, number>>();
  private readonly consumers = new Set<InMemoryConsumer>();
  private keyless = 0;

  constructor(private readonly options: InMemoryEventBusOptions = {}) {
    super();
  }

  override async publish(events: readonly OutgoingEvent[]): Promise<void> {
    for (const event of events) {
      const { key, value, headers } = messageOf(event);
      this.append(event.topic, {
        key: Buffer.from(key),
        value: value === null ? null : Buffer.from(value),
        headers: new Map(Object.entries(headers).map(([name, text]) => [name, [Buffer.from(text)]])),
      });
    }
  }

  override async consume(options: ConsumeOptions, handler: MessageHandler): Promise<Running> {
    const { firstPauseMs = 1, stallAfterMs = 15_000 } = this.options;
    const consumer = new InMemoryConsumer({
      ...options,
      handler,
      firstPauseMs,
      stallAfterMs,
      committed: options.mode === 'group' ? this.committedOf(options.group) : new Map(),
      logOf: (topic) => this.logOf(topic),
      onStopped: (stopped) => {
        this.consumers.delete(stopped);
        this.rebalance(options.group);
      },
    });
    this.consumers.add(consumer);
    if (options.mode === 'group') this.rebalance(options.group);
    else consumer.assign(() => true);
    return consumer;
  }

  override async deadLetter(message: IncomingMessage, reason: DeadLetterReason): Promise<void> {
    this.append(deadLetterTopicOf(message.topic), deadLetterOf(message, reason));
  }

  override async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()));
  }

  /** Puts bytes on a topic as a careless publisher would. */
  append(topic: string, { key, value, headers }: RawMessage): void {
    const log = this.logOf(topic);
    const partition = partitionOf(key ?? Buffer.from(String(this.keyless++)), log.length);
    const messages = log[partition] ?? [];
    messages.push({ topic, partition, offset: messages.length, timestamp: new Date(), key, value, headers });
    for (const consumer of this.consumers) consumer.read(topic, partition);
  }

  /** What is on a topic, partition by partition. */
  messages(topic: string): readonly IncomingMessage[] {
    return this.logOf(topic).flat();
  }

  private logOf(topic: string): IncomingMessage[][] {
    const log = this.logs.get(topic) ?? Array.from({ length: this.options.partitions ?? 1 }, (): IncomingMessage[] => []);
    this.logs.set(topic, log);
    return log;
  }

  private committedOf(group: string): Map<string, number> {
    const committed = this.committed.get(group) ?? new Map<string, number>();
    this.committed.set(group, committed);
    return committed;
  }

  private rebalance(group: string): void {
    const members = [...this.consumers].filter((consumer) => consumer.mode === 'group' && consumer.group === group);
    for (const [index, member] of members.entries()) member.assign((partition) => partition % members.length === index);
  }
}

/** FNV-1a: all that matters is that a key always has the same. */
function partitionOf(key: Buffer, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % partitions;
}
