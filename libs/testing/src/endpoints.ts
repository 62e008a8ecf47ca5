/** Who starts the pair hands its addresses on by these variables; so does a machine that has a pair of its own. */
export const postgresVariable = 'TEST_POSTGRES_URL';
export const kafkaVariable = 'TEST_KAFKA_BROKERS';
/** Names what belongs to one run, so that nothing of another is taken for it. */
export const runVariable = 'TEST_RUN_ID';

export const postgresUrl = (): string => required(postgresVariable);
export const kafkaBrokers = (): string[] => required(kafkaVariable).split(',');
export const runId = (): string => required(runVariable);

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(
      `${variable} is not set: use .config/jest.mjs, whose globalSetup starts Postgres and Kafka when a *.int.spec.ts is to run`,
    );
  }
  return value;
}
