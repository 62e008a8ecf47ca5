import { DomainError } from '@patchbay/errors';

export class KafkaNotStarted extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'stack.kafka-not-started';

  constructor(sentence: string, options?: ErrorOptions) {
    super(`Kafka did not start: ${sentence}`, options);
  }
}

export class NoKafkaRuntime extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'stack.no-kafka-runtime';

  constructor(missing: string) {
    super(
      `Kafka needs a Docker engine that runs, or Java 17 or newer and Maven, and here ${missing}: start Docker, or install Java and Maven, and start again`,
    );
  }
}
