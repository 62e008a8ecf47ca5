import { connectorLifecycle, connectorState, deadLetterTopicOf, flowLifecycle, routingOutcomes } from '@patchbay/contracts';
import { KafkaEventBus } from '@patchbay/event-bus';
import { type TestKafka, TopicReader } from '@patchbay/testing';

const topics = [
  flowLifecycle.name,
  routingOutcomes.name,
  ...[connectorLifecycle, connectorState].map(({ name }) => deadLetterTopicOf(name)),
];

/** What the executor publishes, and what it could not process. */
export const readTopics = (kafka: TestKafka): Promise<TopicReader> =>
  TopicReader.open(new KafkaEventBus({ ...kafka, clientId: 'topic-reader', onFatal: () => undefined }), topics);
