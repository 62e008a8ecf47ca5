import type { OrganizationId, OutgoingEvent, Topic } from '@patchbay/contracts';
import type { RawMessage } from '../src/dead-letter.ts';
import type { ConsumeOptions, EventBus, IncomingMessage, MessageHandler, Running } from '../src/index.ts';

/** A bus with nothing on it yet, and a way to write to it that no publisher of ours has. */
export interface Bench {
  bus: EventBus;
  append(topic: string, message: RawMessage): Promise<void>;
  close(): Promise<void>;
}

export const soon = { withinMs: 15_000 };

const topicNamed = (name: string): Topic => ({ name, owner: 'tests', partitions: 2, config: {}, events: {} });
export const things = topicNamed('tests.things.v1');
export const others = topicNamed('tests.others.v1');

const organizationId = '0192f0c1-0000-7000-8000-000000000001' as OrganizationId;

export function eventOf(key: string, version: number, topic = things.name): OutgoingEvent {
  return {
    topic,
    key,
    envelope: {
      id: `0192f0c1-0000-7000-8000-${String(version).padStart(12, '0')}`,
      source: 'tests',
      type: 'patchbay.ThingChanged',
      subject: key,
      time: '2026-01-02T03:04:05.678Z',
      organizationId,
      version,
      registrySeq: 7,
      registryEpoch: 2,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      data: { version },
    },
  };
}

export const raw = (message: Partial<RawMessage>): RawMessage => ({ key: null, value: null, headers: new Map(), ...message });

export const textOf = (message: IncomingMessage): string => `${message.key?.toString()} ${message.value?.toString()}`;
export const label = (key: string, version: number): string => `${key} {"version":${version}}`;

/** Numbers from 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Each consumer is stopped by the bench's close. */
export function collect(
  bus: EventBus,
  options: Partial<ConsumeOptions> = {},
  handler: MessageHandler = async () => undefined,
): { received: IncomingMessage[]; running: Promise<Running> } {
  const received: IncomingMessage[] = [];
  const running = bus.consume({ group: 'tests', mode: 'group', topics: [things.name], ...options }, async (message) => {
    await handler(message);
    received.push(message);
  });
  return { received, running };
}

export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
