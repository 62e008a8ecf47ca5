import type { z } from 'zod';

/** Type name (`patchbay.ConnectorCreated`) to the schema of its data. */
export type EventSchemas = Readonly<Record<string, z.ZodType>>;

/** A topic as its owner promises it. Consumers ignore event types that they do not know, and count them. */
export interface Topic<Events extends EventSchemas = EventSchemas> {
  readonly name: string;
  /** Service that publishes to it. */
  readonly owner: string;
  /** Never changed after the first release: a change would move keys between partitions and break their order. */
  readonly partitions: number;
  /** Kafka topic configuration, as it is passed to the broker. */
  readonly config: Readonly<Record<string, string>>;
  readonly events: Events;
}

/** Union of the events of a topic, discriminated by `type`. */
export type TopicEvent<T extends Topic> = {
  [Type in keyof T['events'] & string]: { type: Type; data: z.infer<T['events'][Type]> };
}[keyof T['events'] & string];

const dayMs = 86_400_000;

export const retained = (days: number): Record<string, string> => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(days * dayMs),
});

export const compacted: Record<string, string> = { 'cleanup.policy': 'compact' };

/** Where a message goes that cannot be processed: `<topic>.dlt`, with the reason in its headers. */
export const deadLetterTopicOf = (topicName: string): string => `${topicName}.dlt`;
