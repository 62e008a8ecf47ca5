import type { EventEnvelope, Topic, TopicEvent } from '@patchbay/contracts';

type Enveloped<Event> = Event extends { type: infer Type extends string; data: infer Data } ? EventEnvelope<Type, Data> : never;

/** What a handler of a topic receives: the envelope, discriminated by `type`, with `data` as the topic's schema for that type parsed it. */
export type ReceivedEvent<T extends Topic> = Enveloped<TopicEvent<T>>;
