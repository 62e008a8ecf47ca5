export { type CreateTopicsOptions, createTopics } from './kafka/create-topics.ts';
export { KafkaNotStarted, NoKafkaRuntime } from './kafka/kafka-errors.ts';
export { type KafkaRuntime, requireKafkaRuntime } from './kafka/kafka-runtime.ts';
export { type KafkaOptions, type RunningKafka, startKafka, stopLeftKafka } from './kafka/start-kafka.ts';
export { stopLeftPostgres } from './postgres/left-postgres.ts';
export { PostgresNotStarted } from './postgres/postgres-not-started.ts';
export { type PostgresOptions, type RunningPostgres, startPostgres } from './postgres/start-postgres.ts';
export { dockerAnswers } from './process/docker.ts';
export { freePort, PortInUse } from './process/port.ts';
