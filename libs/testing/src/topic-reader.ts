interface Message {
  topic: string;
  key: Buffer | null;
  value: Buffer | null;
  headers: Iterable<readonly [string, readonly Buffer[]]>;
}

/** As much of an event bus as a reader needs; this library cannot import ours, which is tested with it. */
interface ReadableBus {
  consume(
    options: { group: string; mode: 'broadcast'; topics: readonly string[] },
    handler: (message: Message) => Promise<void>,
  ): Promise<{ stop(): Promise<void> }>;
  close(): Promise<void>;
}

interface ReadEvent {
  topic: string;
  key: string;
  headers: Record<string, string>;
  data: Record<string, unknown>;
}

/** Reads what any consumer of the topics would get: headers and JSON, as they lie there. */
export class TopicReader {
  readonly events: ReadEvent[] = [];
  private readonly bus: ReadableBus;
  private running: { stop(): Promise<void> } | undefined;

  private constructor(bus: ReadableBus) {
    this.bus = bus;
  }

  /** Takes the bus over, and closes it. */
  static async open(bus: ReadableBus, topics: readonly string[]): Promise<TopicReader> {
    const reader = new TopicReader(bus);
    reader.running = await bus.consume({ group: 'topic-reader', mode: 'broadcast', topics }, async (message) => {
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
    return onceEach(this.of(topic, key));
  }

  /** All of them, as such a consumer sees them. */
  once(): ReadEvent[] {
    return onceEach(this.events);
  }

  async close(): Promise<void> {
    await this.running?.stop();
    await this.bus.close();
  }
}

const onceEach = (events: readonly ReadEvent[]): ReadEvent[] => [...new Map(events.map((event) => [event.headers.ce_id, event])).values()];

function readEvent({ topic, key, value, headers }: Message): ReadEvent {
  const texts = [...headers].map(([name, values]) => [name, values.map(String).join()] as const);
  return { topic, key: String(key), headers: Object.fromEntries(texts), data: value === null ? null : JSON.parse(String(value)) };
}
