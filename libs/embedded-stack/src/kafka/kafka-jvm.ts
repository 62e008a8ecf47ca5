import { execFile } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../process/port.ts';
import { type Escalation, endProcess } from '../process/process-table.ts';
import { type ServerProcess, spawnServer } from '../process/spawn-server.ts';
import { KafkaNotStarted } from './kafka-errors.ts';
import { asProperties, clusterId, kafkaSettings } from './kafka-settings.ts';

const run = promisify(execFile);
const logging = join(import.meta.dirname, '../../kafka/log4j2.properties');

const escalation: Escalation = [
  { signal: 'SIGTERM', withinMs: 20_000 },
  { signal: 'SIGKILL', withinMs: 5_000 },
];
/** What only the broker of this folder has in its command line. */
const markOf = (folder: string): string => ` -Dpatchbay.folder=${folder} `;
const pidFileOf = (folder: string): string => join(folder, 'kafka.pid');
const dataFolderOf = (folder: string): string => join(folder, 'data');

export interface KafkaJvm {
  folder: string;
  port: number;
  jarsFolder: string;
  heapMb: number;
  onLog: (line: string) => void;
}

export const hasJvmData = (folder: string): boolean => existsSync(dataFolderOf(folder));

export async function startKafkaJvm({ folder, port, jarsFolder, heapMb, onLog }: KafkaJvm): Promise<ServerProcess> {
  const properties = join(folder, 'server.properties');
  const controller = `127.0.0.1:${await freePort()}`;
  const broker = `127.0.0.1:${port}`;
  const settings = kafkaSettings({
    advertised: broker,
    listener: broker,
    controllerListener: controller,
    controller,
    dataFolder: dataFolderOf(folder),
  });
  writeFileSync(properties, asProperties(settings));
  const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', `-Dlog4j2.configurationFile=${logging}`, '-cp', join(jarsFolder, '*')];
  await format(folder, properties, java);
  const args = [`-Xmx${heapMb}m`, `-Dpatchbay.folder=${folder}`, ...java, 'kafka.Kafka', properties];
  const server = await spawnServer('java', args, {}, onLog);
  writeFileSync(pidFileOf(folder), String(server.pid));
  return server;
}

/** Once per folder: `meta.properties` is the last that it writes. */
async function format(folder: string, properties: string, java: readonly string[]): Promise<void> {
  if (existsSync(join(dataFolderOf(folder), 'meta.properties'))) return;
  const args = [...java, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', `--cluster-id=${clusterId}`, `--config=${properties}`];
  try {
    await run('java', args);
  } catch (cause) {
    throw new KafkaNotStarted(`its folder ${folder} could not be made`, { cause });
  }
}

/** Ends the broker of that folder, also one that a killed parent left behind. */
export async function endKafkaJvm(folder: string): Promise<boolean> {
  const pidFile = pidFileOf(folder);
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const wasRunning = pid > 0 && (await endProcess(pid, markOf(realpathSync(folder)), escalation));
  rmSync(pidFile, { force: true });
  return wasRunning;
}
