import type { StartedServer } from './started-server.ts';

// Loaded where they are needed only: they are large.
const postgresImage = 'postgres:18-alpine';
const kafkaImage = 'confluentinc/cp-kafka:8.1.1';
/** Where the container of Kafka listens for the host; the module's documentation names it. */
const kafkaPort = 9093;

export async function startPostgresContainer(): Promise<StartedServer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const container = await new PostgreSqlContainer(postgresImage)
    .withUsername('postgres')
    .withDatabase('postgres')
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off', '-c', 'max_connections=300'])
    .start();
  return { address: container.getConnectionUri(), stop: () => stop(container) };
}

export async function startKafkaContainer(): Promise<StartedServer> {
  const { KafkaContainer } = await import('@testcontainers/kafka');
  const container = await new KafkaContainer(kafkaImage)
    .withKraft()
    .withEnvironment({
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
    })
    .start();
  return { address: `${container.getHost()}:${container.getMappedPort(kafkaPort)}`, stop: () => stop(container) };
}

async function stop(container: { stop(): Promise<unknown> }): Promise<void> {
  await container.stop();
}
