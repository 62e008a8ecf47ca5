import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka, startPostgres, stopLeftKafka, stopLeftPostgres } from '@patchbay/embedded-stack';
import type { StartedServer } from './started-server.ts';

const foldersBegin = 'patchbay-test-';
const postgresIn = (folder: string): string => join(folder, 'postgres');
const kafkaIn = (folder: string): string => join(folder, 'kafka');
const ownerIn = (folder: string): string => join(folder, 'owner');

export interface EmbeddedPair {
  postgres(): Promise<StartedServer>;
  kafka(): Promise<StartedServer>;
  /** After both have stopped. */
  remove(): void;
}

/** Postgres and Kafka on free ports of this machine, with their data in a temporary folder. */
export function embeddedPair(): EmbeddedPair {
  const folder = mkdtempSync(join(tmpdir(), foldersBegin));
  writeFileSync(ownerIn(folder), String(process.pid));
  return {
    postgres: async () => {
      const { url, stop } = await startPostgres({
        folder: postgresIn(folder),
        port: await freePort(),
        password: 'postgres',
        durable: false,
      });
      return { address: url, stop };
    },
    kafka: async () => {
      const { brokers, stop } = await startKafka({ folder: kafkaIn(folder), port: await freePort() });
      return { address: brokers.join(), stop };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Ends and removes what the owners of earlier pairs left behind when they were killed. */
export async function removeLeftPairs(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(foldersBegin))) {
    const folder = join(tmpdir(), name);
    if (isOwned(folder)) continue;
    await stopLeftPostgres(postgresIn(folder));
    await stopLeftKafka(kafkaIn(folder));
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOwned(folder: string): boolean {
  try {
    return process.kill(Number(readFileSync(ownerIn(folder), 'utf8')), 0);
  } catch (error) {
    // ESRCH: no such process. Anything else is not ours to judge: another user's folder, or one that is being made.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
