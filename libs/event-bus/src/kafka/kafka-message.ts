import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { RawMessage } from '../dead-letter.ts';
import type { IncomingMessage } from '../event-bus.ts';
import type { PartitionId } from '../partitions.ts';

export function incomingOf({ topic, partition }: PartitionId, message: KafkaMessage): IncomingMessage {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: new Date(Number(message.timestamp)),
    key: message.key,
    value: message.value,
    headers: headersOf(message.headers ?? {}),
  };
}

/** The library gives one value as it is, several as an array. */
function headersOf(headers: IHeaders): Map<string, Buffer[]> {
  return new Map(
    Object.entries(headers).map(([name, values]) => [
      name,
      [values ?? ''].flat().map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(value))),
    ]),
  );
}

export function outgoingOf({ key, value, headers }: RawMessage): Message {
  return { key, value, headers: Object.fromEntries([...headers].map(([name, values]) => [name, [...values]])) };
}
