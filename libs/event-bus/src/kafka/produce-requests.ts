import type { Message } from 'kafkajs';

export interface TopicMessages {
  topic: string;
  messages: Message[];
}

/** What goes to a partition in one request is one batch to the broker, which takes 1 MiB by default, envelope included. */
const largestRequestBytes = 786_432;
/** Of a record, beside key, value and headers. */
const overheadBytes = 64;

/** The same messages in the same order, in requests that a broker takes. One that is larger by itself goes alone. */
export function produceRequests(topicMessages: readonly TopicMessages[]): TopicMessages[][] {
  const requests: TopicMessages[][] = [];
  let open: TopicMessages[] = [];
  let bytes = 0;
  for (const { topic, messages } of topicMessages) {
    for (const message of messages) {
      const size = sizeOf(message);
      if (open.length === 0 || bytes + size > largestRequestBytes) {
        open = [];
        bytes = 0;
        requests.push(open);
      }
      bytes += size;
      const last = open.at(-1);
      if (last?.topic === topic) last.messages.push(message);
      else open.push({ topic, messages: [message] });
    }
  }
  return requests;
}

function sizeOf({ key, value, headers }: Message): number {
  const others = Object.entries(headers ?? {}).map(([name, given]) => name.length + lengthOf(given));
  return overheadBytes + lengthOf(key) + lengthOf(value) + others.reduce((sum, one) => sum + one, 0);
}

function lengthOf(given: Buffer | string | null | undefined | (Buffer | string)[]): number {
  if (Array.isArray(given)) return given.reduce((sum, one) => sum + lengthOf(one), 0);
  return typeof given === 'string' ? Buffer.byteLength(given) : (given?.length ?? 0);
}
