import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { EventEnvelope, Topic } from '@patchbay/contracts';
import { lastValueFrom } from 'rxjs';
import type { ConsumeOptions, EventBus, IncomingMessage, Running } from './event-bus.ts';
import { EventConsumer } from './event-consumer.ts';
import { HandlerErrorHidden, isHidden } from './handler-error-hidden.ts';
import { MessageContext } from './message-context.ts';
import type { Problem, Quarantined } from './problem.ts';

export interface EventBusServerOptions {
  bus: EventBus;
  /** Consumer group: the service's name, or its name and a purpose. */
  consumer: string;
  mode: ConsumeOptions['mode'];
  topics: readonly Topic[];
  /** Called and awaited before the message is dead-lettered; while it rejects, the message is not given up. */
  onQuarantined?: (quarantined: Quarantined) => void | Promise<void>;
  onProblem?: (problem: Problem) => void;
}

export interface ConsumerHealth {
  ready: boolean;
  reason?: string;
}

/** Nest's transport on the port: controllers keep `@EventPattern<string>(topic.name)` and get a ReceivedEvent as their payload. */
export class EventBusServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private running: Running | undefined;

  constructor(private readonly options: EventBusServerOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  async close(): Promise<void> {
    await this.running?.stop();
  }

  on(): never {
    throw new TypeError('EventBusServer emits nothing: use health() and onProblem');
  }

  unwrap<T = EventBus>(): T {
    return this.options.bus as T;
  }

  /** Ready means that messages are being handled, or that there are none. A broadcast consumer first has to know everything. */
  health(): ConsumerHealth {
    const { consumer, mode } = this.options;
    const progress = this.running?.progress();
    if (!progress?.joined) return { ready: false, reason: `${consumer} has not joined the event broker yet` };
    if (progress.stalled) return { ready: false, reason: `${consumer} makes no progress, ${progress.lag} messages behind` };
    if (mode === 'broadcast' && !progress.caughtUp)
      return { ready: false, reason: `${consumer} is still reading, ${progress.lag} messages behind` };
    return { ready: true };
  }

  private async start(): Promise<void> {
    const { bus, consumer: group, mode, topics, onQuarantined = () => undefined, onProblem = () => undefined } = this.options;
    const unheard = topics.find(({ name }) => !this.getHandlerByPattern(name));
    if (unheard) throw new TypeError(`${group} subscribes to ${unheard.name} without an @EventPattern for it`);
    const onEvent = (event: EventEnvelope, message: IncomingMessage) => this.dispatch(event, message);
    const consumer = new EventConsumer({ bus, topics, onEvent, onQuarantined, onProblem });
    const names = topics.map(({ name }) => name);
    this.running = await bus.consume({ group, mode, topics: names }, (message) => consumer.receive(message));
  }

  /** Not the inherited handleEvent: it does not wait for the handler, and a failed message would be lost. */
  private async dispatch(event: EventEnvelope, message: IncomingMessage): Promise<void> {
    const handler = this.getHandlerByPattern(message.topic);
    if (!handler) throw new TypeError(`no handler for ${message.topic}`);
    const context = new MessageContext(message);
    try {
      // With a default, because a handler may end its stream without a value.
      await lastValueFrom(this.transformToObservable(await handler(event, context)), { defaultValue: undefined });
    } catch (error) {
      throw isHidden(error) ? new HandlerErrorHidden({ cause: error }) : error;
    }
  }
}
