// A program: starts what its arguments name, says where it is in one line, and ends it when its input ends, which also a killed parent brings about.
import { dockerAnswers } from '@patchbay/embedded-stack';
import { startKafkaContainer, startPostgresContainer } from './containers.ts';
import { embeddedPair, removeLeftPairs } from './embedded-pair.ts';
import { kafkaVariable, postgresVariable } from './endpoints.ts';
import type { StartedServer } from './started-server.ts';
import type { KeeperReport } from './test-stack.ts';

const orphaned = new Promise<void>((resolve) => process.stdin.once('end', resolve).resume());
// Nobody may be there to hear it; what was started is to be ended all the same.
process.stdout.on('error', () => undefined);
const say = (report: KeeperReport): boolean => process.stdout.write(`${JSON.stringify(report)}\n`);

async function keep(wanted: readonly string[]): Promise<void> {
  const inContainers = await dockerAnswers();
  if (!inContainers) await removeLeftPairs();
  const pair = inContainers ? undefined : embeddedPair();
  const start: Record<string, () => Promise<StartedServer>> = {
    [postgresVariable]: pair?.postgres ?? startPostgresContainer,
    [kafkaVariable]: pair?.kafka ?? startKafkaContainer,
  };
  const starting = wanted.map(async (variable) => ({ variable, server: await start[variable]?.() }));
  try {
    const started = await Promise.all(starting);
    say({ env: Object.fromEntries(started.map(({ variable, server }) => [variable, server?.address ?? ''])) });
    await orphaned;
  } finally {
    // Also the one that started while the other failed.
    await Promise.allSettled(starting.map(async (start) => (await start).server?.stop()));
    pair?.remove();
  }
}

try {
  await keep(process.argv.slice(2));
} catch (error) {
  say({ problem: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
