import type { DeadLetterReason, IncomingMessage } from './event-bus.ts';

export interface RawMessage {
  key: Buffer | null;
  value: Buffer | null;
  headers: ReadonlyMap<string, readonly Buffer[]>;
}

/** Room for the other headers in what a broker accepts by default. */
const longestText = 1_000;

/** The message as it came, with the reason and the place that it came from in headers beside its own. */
export function deadLetterOf(message: IncomingMessage, reason: DeadLetterReason): RawMessage {
  const headers = new Map(message.headers);
  const added = {
    dlt_code: reason.code,
    dlt_message: reason.message.slice(0, longestText),
    dlt_topic: message.topic,
    dlt_partition: String(message.partition),
    dlt_offset: String(message.offset),
    dlt_timestamp: message.timestamp.toISOString(),
  };
  for (const [name, value] of Object.entries(added)) headers.set(name, [Buffer.from(value)]);
  return { key: message.key, value: message.value, headers };
}

/** For a message so large that the headers added above make it exceed the broker's limit: giving up its value unblocks the partition. */
export function withoutValue(deadLetter: RawMessage): RawMessage {
  return { ...deadLetter, value: null, headers: new Map(deadLetter.headers).set('dlt_value', [Buffer.from('dropped: too large')]) };
}
