import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Topic } from '@patchbay/contracts';
import { createDatabase, openKafka } from '@patchbay/testing';
import { benchTopic } from './bench-topic.ts';

/** In a process of its own, on the compiled libraries, as a service uses them. */
export async function run(): Promise<void> {
  const [database, kafka] = await Promise.all([createDatabase(), openKafka([benchTopic satisfies Topic])]);
  try {
    const program = fileURLToPath(new URL('./measure-outbox.ts', import.meta.url));
    const { status } = spawnSync(process.execPath, ['--disable-warning=TimeoutNegativeWarning', program], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        PATH: process.env.PATH,
        POSTGRES_URL: database.url,
        KAFKA_BROKERS: kafka.brokers.join(),
        KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      },
      timeout: 120_000,
    });
    if (status !== 0) throw new Error('the measurement failed: see above');
  } finally {
    await database.drop();
  }
}
