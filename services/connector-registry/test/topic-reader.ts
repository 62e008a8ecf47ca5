import { type IncomingMessage, KafkaEventBus, type Running } from '@patchbay/event-bus';
import type { TestKafka } from '@patchbay/testing';

interface ReadEvent {
  topic: string;
  key: string;
  headers: Record<string, string>;
  data: Record<string, unknown>;
}

/** Reads what any consumer of the topics would get: headers and JSON, as they lie there. */
export class TopicReader {
  readonly events: ReadEvent[] = [];
  private running: Running | undefined;

  private constructor(private readonly bus: KafkaEventBus) {}

  static async open({ brokers, topicPrefix }: TestKafka, topics: readonly string[]): Promise<TopicReader> {
    const reader = new TopicReader(new KafkaEventBus({ brokers, clientId: 'topic-reader', topicPrefix, onFatal: () => undefined }));
    reader.running = await reader.bus.consume({ group: 'topic-reader', mode: 'broadcast', topics }, async (message) => {
      reader.events.push(readEvent(message));
    });
    return reader;
  }

  /** Oldest first, as their key promises. */
  of(topic: string, key: string): ReadEvent[] {
    return this.events.filter((event) => event.topic === topic && event.key === key);
  }

  /** The same for a consumer that knows what it has had: a relay that was cut off publishes some events twice. */
  onceOf(topic: string, key: string): ReadEvent[] {
    return [...new Map(this.of(topic, key).map((event) => [event.headers.ce_id, event])).values()];
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.bus.close();
  }
}

function readEvent({ topic, key, value, headers }: IncomingMessage): ReadEvent {
  const texts = [...headers].map(([name, values]) => [name, values.map(String).join()] as const);
  return { topic, key: String(key), headers: Object.fromEntries(texts), data: value === null ? null : JSON.parse(String(value)) };
}
