import { eventually } from '@patchbay/testing';
import { type KafkaClient, openKafkaClient } from '../src/kafka/kafka-client.ts';
import { KafkaSubscription } from '../src/kafka/kafka-subscription.ts';
import { TopicNames } from '../src/kafka/topic-names.ts';
import { eventOf, label, soon, textOf, things } from './bench.ts';
import { type KafkaBench, openKafkaBench } from './kafka-bench.ts';

/** Joins its group, heartbeats, and fetches nothing: what a stalled client looks like from outside. */
function deaf(client: KafkaClient): KafkaClient {
  const create = client.kafka.consumer.bind(client.kafka);
  client.kafka.consumer = (config) => {
    const consumer = create(config);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      consumer.pause(Object.keys(payload.memberAssignment).map((topic) => ({ topic }))),
    );
    return consumer;
  };
  return client;
}

describe('a consumer that dies or goes nowhere, on a real broker', () => {
  let bench: KafkaBench;
  let subscription: KafkaSubscription | undefined;
  let received: string[];
  let clients: KafkaClient[];
  let errors: unknown[];
  let progressAtErrors: unknown[];
  let fatal: unknown[];

  beforeEach(async () => {
    bench = await openKafkaBench();
    [received, clients, errors, progressAtErrors, fatal] = [[], [], [], [], []];
  });

  afterEach(async () => {
    await subscription?.stop();
    await bench.close();
  });

  const subscribe = (mode: 'group' | 'broadcast', wrap: (client: KafkaClient) => KafkaClient = (client) => client) => {
    subscription = new KafkaSubscription({
      group: 'tests',
      mode,
      topics: [things.name],
      handler: async (message) => void received.push(textOf(message)),
      names: new TopicNames(bench.topicPrefix),
      stallAfterMs: 1_000,
      openClient: () => {
        const client = wrap(openKafkaClient({ brokers: bench.brokers, clientId: 'tests', log: () => undefined }));
        clients.push(client);
        return client;
      },
      onError: (error) => {
        errors.push(error);
        progressAtErrors.push(subscription?.progress());
      },
      onFatal: (error) => fatal.push(error),
    });
    return subscription;
  };

  it.each(['group', 'broadcast'] as const)('is rebuilt with a new client when it stalls, and misses nothing (%s)', async (mode) => {
    // A broker that has just started may end the first client before it could stall.
    const stalled = subscribe(mode, (client) => (errors.length === 0 ? deaf(client) : client));
    await eventually(() => expect(stalled.progress().joined).toBe(true), soon);
    await bench.bus.publish([eventOf('a', 1), eventOf('a', 2)]);
    await eventually(() => expect(received).toEqual([label('a', 1), label('a', 2)]), soon);
    await eventually(() => expect(stalled.progress()).toMatchObject({ lag: 0, stalled: false }), soon);
    expect(errors).toMatchObject([{ name: 'ConsumerStalled' }]);
    expect(progressAtErrors).toMatchObject([{ lag: 2, stalled: true }]);
    expect(fatal).toEqual([]);
  });

  it('is fatal when it stalls twice within two minutes', async () => {
    const stalled = subscribe('group', deaf);
    await bench.bus.publish([eventOf('a', 1)]);
    await eventually(() => expect(fatal).toMatchObject([{ name: 'ConsumerStalled' }]), soon);
    expect(stalled.progress().stalled).toBe(true);
    expect(received).toEqual([]);
  });

  it('is rebuilt when its client has died', async () => {
    const dying = subscribe('group');
    await bench.bus.publish([eventOf('a', 1)]);
    await eventually(() => expect(received).toEqual([label('a', 1)]), soon);
    clients[0]?.kill();
    await bench.bus.publish([eventOf('a', 2)]);
    await eventually(() => expect(received.at(-1)).toBe(label('a', 2)), soon);
    expect(dying.progress()).toMatchObject({ joined: true });
    expect(fatal).toEqual([]);
  });
});
