import { connectorLifecycle, connectorState, deadLetterTopicOf } from '@patchbay/contracts';
import { openKafka } from '@patchbay/testing';
import { Kafka, logLevel } from 'kafkajs';

describe('openKafka', () => {
  it('creates the topics and their dead-letter topics under a prefix of its own', async () => {
    const [one, other] = await Promise.all([openKafka([connectorLifecycle, connectorState]), openKafka([connectorState])]);
    const admin = new Kafka({ brokers: one.brokers, clientId: 'spec', logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    const names = await admin.listTopics();
    await admin.disconnect();
    const beginningWith = (prefix: string) => names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    const { name: lifecycle } = connectorLifecycle;
    const { name: state } = connectorState;
    expect(beginningWith(one.topicPrefix).sort()).toEqual([lifecycle, deadLetterTopicOf(lifecycle), state, deadLetterTopicOf(state)]);
    expect(beginningWith(other.topicPrefix).sort()).toEqual([state, deadLetterTopicOf(state)]);
  });
});
