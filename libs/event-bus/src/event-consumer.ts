import type { EventEnvelope, Topic } from '@patchbay/contracts';
import { readEvent } from './cloud-event.ts';
import { dispositionOf, reasonOf } from './disposition.ts';
import type { EventBus, IncomingMessage } from './event-bus.ts';
import { pause, pauseMs } from './pause.ts';
import type { Problem, Quarantined } from './problem.ts';

export interface EventConsumerOptions {
  bus: Pick<EventBus, 'deadLetter'>;
  topics: readonly Topic[];
  onEvent: (event: EventEnvelope, message: IncomingMessage) => Promise<void>;
  onQuarantined: (quarantined: Quarantined) => void | Promise<void>;
  onProblem: (problem: Problem) => void;
}

const maxAttempts = 3;
const firstPauseMs = 50;
const longestPauseMs = 500;

/**
 * What becomes of a message: an event for its handler, or a failure with its consequence. Resolves when the message is done with;
 * rejects when it has to come again, which the bus sees to.
 */
export class EventConsumer {
  private readonly topics: ReadonlyMap<string, Topic>;

  constructor(private readonly options: EventConsumerOptions) {
    this.topics = new Map(options.topics.map((topic) => [topic.name, topic]));
  }

  async receive(message: IncomingMessage): Promise<void> {
    // Nobody is told of a tombstone: the last record before it has said what there was to say.
    if (message.value === null) return;
    try {
      await this.handle(message);
    } catch (error) {
      if (dispositionOf(error) === 'wait') {
        this.options.onProblem({ kind: 'waiting', message, error });
        throw error;
      }
      await this.giveUp(message, error);
    }
  }

  private async handle(message: IncomingMessage): Promise<void> {
    const topic = this.topics.get(message.topic);
    if (topic === undefined) throw new TypeError(`nobody has subscribed to ${message.topic}`);
    const read = readEvent(message, topic);
    if (read.kind === 'unknown-type') this.options.onProblem({ kind: 'unknown-type', message, type: read.type });
    else await this.attempt(read.event, message);
  }

  private async attempt(event: EventEnvelope, message: IncomingMessage): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.options.onEvent(event, message);
      } catch (error) {
        if (dispositionOf(error) !== 'retry' || attempt === maxAttempts) throw error;
        this.options.onProblem({ kind: 'retried', message, error, attempt });
      }
      await pause(pauseMs(attempt + 1, firstPauseMs, longestPauseMs));
    }
  }

  /** In this order: whoever depends on the key is safe before the message is out of the way. A failure in here brings it again. */
  private async giveUp(message: IncomingMessage, error: unknown): Promise<void> {
    const reason = reasonOf(error);
    try {
      await this.options.onQuarantined({ topic: message.topic, key: message.key?.toString('utf8') ?? '', reason });
      await this.options.bus.deadLetter(message, reason);
    } catch (cause) {
      this.options.onProblem({ kind: 'waiting', message, error: cause });
      throw cause;
    }
    this.options.onProblem({ kind: 'dead-lettered', message, reason, error });
  }
}
