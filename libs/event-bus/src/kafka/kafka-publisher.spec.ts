import { BrokerUnavailable } from '../broker-unavailable.ts';
import type { KafkaClient } from './kafka-client.ts';
import { KafkaPublisher } from './kafka-publisher.ts';

const something = [{ topic: 'tests', messages: [{ key: 'a', value: '1' }] }];

interface Sent {
  key: string;
  value: string;
}

describe('KafkaPublisher', () => {
  let told: string[];
  let sent: Sent[][];
  let answer: (client: number) => Promise<unknown>;
  let opened: number;

  const openClient = (): KafkaClient => {
    opened += 1;
    const number = opened;
    const producer = {
      connect: async () => void told.push(`open ${number}`),
      disconnect: async () => void told.push(`leave ${number}`),
      sendBatch: ({ acks, topicMessages }: { acks: number; topicMessages: { messages: Sent[] }[] }) => {
        sent.push(topicMessages.flatMap(({ messages }) => messages));
        told.push(`send ${number} acks ${acks}`);
        return answer(number);
      },
    };
    return { kafka: { producer: () => producer }, kill: () => told.push(`kill ${number}`) } as unknown as KafkaClient;
  };

  beforeEach(() => {
    [told, sent, opened] = [[], [], 0];
  });

  it('keeps its producer while it works', async () => {
    answer = async () => [];
    const publisher = new KafkaPublisher(openClient, 1_000);
    await publisher.publish(something);
    await publisher.publish(something);
    await publisher.close();
    expect(told).toEqual(['open 1', 'send 1 acks -1', 'send 1 acks -1', 'leave 1', 'kill 1']);
  });

  it('sends what a broker would not take at once in several requests, in order', async () => {
    answer = async () => [];
    const messages = Array.from({ length: 40 }, (_, index) => ({ key: String(index), value: 'x'.repeat(100_000) }));
    await new KafkaPublisher(openClient, 1_000).publish([
      { topic: 'tests', messages },
      { topic: 'others', messages: [{ key: 'last', value: 'y' }] },
    ]);
    expect(sent.flat().map(({ key }) => key)).toEqual([...messages.map(({ key }) => key), 'last']);
    expect(Math.max(...sent.map((request) => request.reduce((sum, { value }) => sum + value.length, 0)))).toBeLessThan(800_000);
  });

  it.each([
    ['fails', () => Promise.reject(Object.assign(new Error('out of order'), { type: 'OUT_OF_ORDER_SEQUENCE_NUMBER', code: 45 }))],
    ['does not answer in time', () => new Promise<never>(() => undefined)],
  ])('ends a producer that %s before the next one begins', async (_, fail) => {
    answer = (client) => (client === 1 ? fail() : Promise.resolve([]));
    const publisher = new KafkaPublisher(openClient, 20);
    await expect(publisher.publish(something)).rejects.toBeInstanceOf(BrokerUnavailable);
    await publisher.publish(something);
    expect(told).toEqual(['open 1', 'send 1 acks -1', 'kill 1', 'open 2', 'send 2 acks -1']);
  });
});
