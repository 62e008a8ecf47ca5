export { BrokerUnavailable } from './broker-unavailable.ts';
export { connectEventBus } from './connect-event-bus.ts';
export {
  type ConsumeOptions,
  type DeadLetterReason,
  EventBus,
  type IncomingMessage,
  type MessageHandler,
  type Progress,
  type Running,
} from './event-bus.ts';
export { type ConsumerHealth, EventBusServer, type EventBusServerOptions } from './event-bus-server.ts';
export { InMemoryEventBus, type InMemoryEventBusOptions } from './in-memory/in-memory-event-bus.ts';
export { KafkaEventBus, type KafkaEventBusOptions } from './kafka/kafka-event-bus.ts';
export type { LogEntry } from './kafka/kafka-log.ts';
export { MessageContext } from './message-context.ts';
export type { Problem, Quarantined } from './problem.ts';
export { type ReadToEndOptions, readToEnd } from './read-to-end.ts';
export type { ReceivedEvent } from './received-event.ts';
