import type { DeadLetterReason, IncomingMessage } from './event-bus.ts';

/** What happened to a message beside being handled: for logs and metrics. */
export type Problem =
  /** An unexpected error; the next attempt follows soon. */
  | { kind: 'retried'; message: IncomingMessage; error: unknown; attempt: number }
  /** Something that the handler needs is away; the partition waits for it. */
  | { kind: 'waiting'; message: IncomingMessage; error: unknown }
  | { kind: 'dead-lettered'; message: IncomingMessage; reason: DeadLetterReason; error: unknown }
  /** Of a type that this reader does not know: ignored. */
  | { kind: 'unknown-type'; message: IncomingMessage; type: string };

/** A message that is about to be given up: close what depends on its key first. */
export interface Quarantined {
  topic: string;
  /** As text; empty when the message has none. */
  key: string;
  reason: DeadLetterReason;
}
