import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { dockerAnswers } from '../process/docker.ts';
import { NoKafkaRuntime } from './kafka-errors.ts';
import { defaultJarsFolder, hasJars } from './kafka-jars.ts';

export type KafkaRuntime = 'docker' | 'java';

const run = promisify(execFile);
const neededJava = 17;

/**
 * What Kafka can run on here.
 * @throws NoKafkaRuntime with what to install
 */
export async function requireKafkaRuntime({ jarsFolder = defaultJarsFolder } = {}): Promise<KafkaRuntime> {
  if (await dockerAnswers()) return 'docker';
  requireJava(await outputOf('java', ['-version']), hasJars(jarsFolder) || (await outputOf('mvn', ['--version'])) !== undefined);
  return 'java';
}

/** @param javaVersion what `java -version` says, undefined when there is no Java */
export function requireJava(javaVersion: string | undefined, hasMavenOrJars: boolean): void {
  const java = javaVersion === undefined ? undefined : javaMajorOf(javaVersion);
  const missing = [
    ...(java === undefined ? ['there is no Java'] : []),
    ...(java !== undefined && java < neededJava ? [`Java is ${java}`] : []),
    ...(hasMavenOrJars ? [] : ['there is no Maven']),
  ];
  if (missing.length > 0) throw new NoKafkaRuntime(['no Docker engine answers', ...missing].join(', '));
}

/** `openjdk version "17.0.15"`, and `java version "1.8.0_292"` for the eighth. */
function javaMajorOf(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return first === undefined ? undefined : Number(first === '1' ? second : first);
}

const outputOf = (file: string, args: readonly string[]): Promise<string | undefined> =>
  run(file, [...args]).then(
    // Java speaks of its version on the error output.
    ({ stdout, stderr }) => stdout + stderr,
    () => undefined,
  );
