import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker } from '../process/docker.ts';
import { type ServerProcess, spawnServer } from '../process/spawn-server.ts';
import { asEnvironment, clusterId, kafkaSettings } from './kafka-settings.ts';
import { kafkaVersion } from './kafka-version.ts';

export interface KafkaContainer {
  folder: string;
  port: number;
  heapMb: number;
  onLog: (line: string) => void;
}

const nameFileOf = (folder: string): string => join(folder, 'container');
const dataFolder = '/var/lib/kafka/data';
const stopWithinS = 20;

export const hasContainerData = (folder: string): boolean => existsSync(nameFileOf(folder));

/** The data are in a volume of the container's name: the image's user could not write into the folder itself. A new folder begins with a new volume. */
export async function startKafkaContainer({ folder, port, heapMb, onLog }: KafkaContainer): Promise<ServerProcess> {
  const name = containerNameOf(folder);
  if (!hasContainerData(folder)) {
    await docker(['volume', 'rm', '--force', name]);
    writeFileSync(nameFileOf(folder), name);
  }
  return spawnServer('docker', containerArguments(name, port, heapMb), {}, onLog);
}

/** Ends the container of that folder, also one that a killed parent left behind. */
export async function endKafkaContainer(folder: string): Promise<boolean> {
  if (!hasContainerData(folder)) return false;
  const name = readFileSync(nameFileOf(folder), 'utf8');
  const running = await docker(['ps', '--all', '--quiet', '--filter', `name=^${name}$`]);
  if (running === '') return false;
  await docker(['stop', '--time', String(stopWithinS), name]);
  // Started with --rm, so it is gone unless the engine was in the way.
  await docker(['rm', '--force', name]).catch(() => undefined);
  return true;
}

export const containerNameOf = (folder: string): string =>
  `patchbay-kafka-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;

export function containerArguments(name: string, port: number, heapMb: number): string[] {
  const settings = kafkaSettings({
    advertised: `127.0.0.1:${port}`,
    // The same port inside and outside, because the broker also speaks to itself by the address that it advertises.
    listener: `0.0.0.0:${port}`,
    controllerListener: `0.0.0.0:${port + 1}`,
    controller: `localhost:${port + 1}`,
    dataFolder,
  });
  const environment = { ...asEnvironment(settings), CLUSTER_ID: clusterId, KAFKA_HEAP_OPTS: `-Xmx${heapMb}m` };
  return [
    ...['run', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:${port}`, '--volume', `${name}:${dataFolder}`],
    ...Object.entries(environment).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
    `apache/kafka:${kafkaVersion}`,
  ];
}
