import { authzEvents } from '@patchbay/contracts';
import { type IncomingMessage, KafkaEventBus, type Running } from '@patchbay/event-bus';
import type { TestKafka } from '@patchbay/testing';

export interface ReadEvent {
  key: string;
  headers: Record<string, string>;
  data: unknown;
}

/** Reads what a consumer of the topic would get: bytes and headers, as they lie there. */
export class TopicReader {
  readonly events: ReadEvent[] = [];
  readonly errors: unknown[] = [];

  private constructor(
    private readonly bus: KafkaEventBus,
    private running: Running | undefined = undefined,
  ) {}

  static async open({ brokers, topicPrefix }: TestKafka): Promise<TopicReader> {
    const onError = (error: unknown) => reader.errors.push(error);
    const reader = new TopicReader(new KafkaEventBus({ brokers, clientId: 'authz-test', topicPrefix, onFatal: onError, onError }));
    const { bus, events } = reader;
    const options = { group: 'authz-test', mode: 'broadcast', topics: [authzEvents.name] } as const;
    reader.running = await bus.consume(options, async (message) => void events.push(readEvent(message)));
    return reader;
  }

  /** Oldest first, as their key promises. */
  of(organizationId: string): ReadEvent[] {
    return this.events.filter(({ key }) => key === organizationId);
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.bus.close();
  }
}

function readEvent({ key, value, headers }: IncomingMessage): ReadEvent {
  const texts = [...headers].map(([name, values]) => [name, values.map(String).join()] as const);
  return { key: String(key), headers: Object.fromEntries(texts), data: JSON.parse(String(value)) };
}
