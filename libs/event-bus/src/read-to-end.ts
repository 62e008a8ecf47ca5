import { BrokerUnavailable } from './broker-unavailable.ts';
import type { EventBus, IncomingMessage } from './event-bus.ts';

export interface ReadToEndOptions {
  /** Name of the service and a purpose: a consumer of its own reads, and leaves when it is done. */
  group: string;
  topic: string;
  /** Longest that it may take. Default 60,000. */
  withinMs?: number;
  /** Ends the reading early, with BrokerUnavailable. */
  signal?: AbortSignal;
}

const lookEveryMs = 20;

/**
 * Tells of every message from the earliest up to what was there when the reading began, in the order of its partition; perhaps of some behind that.
 * Of a compacted topic the last message of a key is what holds.
 * @throws BrokerUnavailable when the end is not reached in time
 */
export async function readToEnd(
  bus: EventBus,
  { group, topic, withinMs = 60_000, signal }: ReadToEndOptions,
  onMessage: (message: IncomingMessage) => void,
): Promise<void> {
  const running = await bus.consume({ group, mode: 'broadcast', topics: [topic] }, async (message) => onMessage(message));
  try {
    await caughtUp(() => running.progress().caughtUp, performance.now() + withinMs, signal);
  } finally {
    await running.stop();
  }
}

function caughtUp(isThere: () => boolean, deadlineMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const over = signal?.aborted === true || performance.now() >= deadlineMs;
      if (!over && !isThere()) return;
      clearInterval(timer);
      if (over) reject(new BrokerUnavailable());
      else resolve();
    }, lookEveryMs);
  });
}
