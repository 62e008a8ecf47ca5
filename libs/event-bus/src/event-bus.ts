import type { OutgoingEvent } from '@patchbay/contracts';

/** A message as it lies on the topic: bytes, because nobody has vouched for it yet. */
export interface IncomingMessage {
  /** As the contracts name it, without the prefix of the installation. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: Date;
  readonly key: Buffer | null;
  /** Null is a tombstone: the topic forgets the key. */
  readonly value: Buffer | null;
  /** A name may be there more than once. */
  readonly headers: ReadonlyMap<string, readonly Buffer[]>;
}

/** Why a message is given up: it travels in the headers of the dead letter. */
export interface DeadLetterReason {
  /** Stable: the code of the DomainError, or one of this library's README. */
  code: string;
  message: string;
}

export interface ConsumeOptions {
  /** Name of the service, or of the service and a purpose. */
  group: string;
  /**
   * `group`: each message goes to one of the consumers of the group, which goes on where the group left off.
   * `broadcast`: each message goes to every consumer, from the earliest that the topic still has, anew at each start.
   */
  mode: 'group' | 'broadcast';
  topics: readonly string[];
}

export interface Progress {
  /** True once the broker has assigned partitions for the first time; losing the broker later does not take it back. */
  joined: boolean;
  /** Everything that was on the assigned partitions at the first join has been handled. */
  caughtUp: boolean;
  /** Messages on the assigned partitions that are not handled yet. */
  lag: number;
  /** When a message was last handled. */
  lastProgressAt: Date | undefined;
  /** A partition has messages, the broker answers, and none of them has been handled for too long. */
  stalled: boolean;
}

export interface Running {
  progress(): Progress;
  /** Starts no further handler, gives those that run a short while to finish, and leaves the group. */
  stop(): Promise<void>;
}

export type MessageHandler = (message: IncomingMessage) => Promise<void>;

/**
 * Where events go to and come from; a token of dependency injection.
 * A message is done when its handler resolves. When it rejects, the same message comes again after a pause, and those behind it on its
 * partition wait; other partitions go on. Delivery is at least once.
 */
export abstract class EventBus {
  /**
   * Resolves when the broker has stored every event, in this order per key. `data: null` is a tombstone.
   * Settles within bounded time; after a rejection some of the events may be stored, so publish them all again.
   * @throws BrokerUnavailable
   */
  abstract publish(events: readonly OutgoingEvent[]): Promise<void>;

  /** Resolves when the consumer is set up, not when the broker has answered: that is what `progress` tells. */
  abstract consume(options: ConsumeOptions, handler: MessageHandler): Promise<Running>;

  /**
   * Copies the message to `<topic>.dlt`, with the reason and where it was in its headers.
   * @throws BrokerUnavailable
   */
  abstract deadLetter(message: IncomingMessage, reason: DeadLetterReason): Promise<void>;

  /** Stops what runs. */
  abstract close(): Promise<void>;
}
