import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaNotStarted } from './kafka-errors.ts';
import { kafkaVersion } from './kafka-version.ts';

const run = promisify(execFile);
const library = join(import.meta.dirname, '../..');
const pom = join(library, 'kafka/pom.xml');

export const defaultJarsFolder: string = join(library, `.cache/kafka-${kafkaVersion}`);

export const hasJars = (folder: string): boolean => existsSync(join(folder, `kafka_2.13-${kafkaVersion}.jar`));

/** Has Maven bring Kafka and what it needs, unless they are there. The folder gets its name when it is complete, so that several may try at once. */
export async function bringJars(folder: string): Promise<void> {
  if (hasJars(folder)) return;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await run('mvn', ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`]);
    renameSync(unfinished, folder);
  } catch (cause) {
    if (hasJars(folder)) return;
    throw new KafkaNotStarted(
      `Maven could not bring its jars (${firstErrorOf(cause)}): see that Maven reaches its repository and start again`,
      {
        cause,
      },
    );
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function firstErrorOf(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  return /\[ERROR\] (.{1,300})/.exec(output)?.[1] ?? String(error).split('\n')[0] ?? '';
}
