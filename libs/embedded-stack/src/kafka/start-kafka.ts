import { mkdirSync, realpathSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { requireFreePort } from '../process/port.ts';
import type { ServerProcess } from '../process/spawn-server.ts';
import { endKafkaContainer, hasContainerData, startKafkaContainer } from './kafka-container.ts';
import { KafkaNotStarted } from './kafka-errors.ts';
import { bringJars, defaultJarsFolder } from './kafka-jars.ts';
import { endKafkaJvm, hasJvmData, startKafkaJvm } from './kafka-jvm.ts';
import { type KafkaRuntime, requireKafkaRuntime } from './kafka-runtime.ts';

export interface KafkaOptions {
  /** Made when it is not there; kept when the broker stops. */
  folder: string;
  port: number;
  /** Where Maven puts Kafka's jars, once. Default: in this library's own cache. */
  jarsFolder?: string;
  /** Default 512. */
  heapMb?: number;
  onLog?: (line: string) => void;
}

export interface RunningKafka {
  brokers: string[];
  /** Of the broker; of the `docker run` where it runs in a container. */
  pid: number;
  stop(): Promise<void>;
}

const startWithinMs = 60_000;

/** Starts one Kafka broker (KRaft) on 127.0.0.1 and waits until it answers. Ends one that a killed parent left behind in that folder first. */
export async function startKafka({
  folder,
  port,
  jarsFolder = defaultJarsFolder,
  heapMb = 512,
  onLog = () => undefined,
}: KafkaOptions): Promise<RunningKafka> {
  mkdirSync(folder, { recursive: true });
  // As the broker's command line will have it.
  const home = realpathSync(folder);
  await stopLeftKafka(home);
  await requireFreePort(port, 'Kafka');
  const runtime = await runtimeOf(home, jarsFolder);
  if (runtime === 'java') await bringJars(jarsFolder);
  const server = await (runtime === 'java'
    ? startKafkaJvm({ folder: home, port, jarsFolder, heapMb, onLog })
    : startKafkaContainer({ folder: home, port, heapMb, onLog }));
  const stop = async (): Promise<void> => {
    await stopLeftKafka(home);
  };
  const brokers = [`127.0.0.1:${port}`];
  try {
    await untilItAnswers(server, brokers);
  } catch (error) {
    await stop();
    throw error;
  }
  return { brokers, pid: server.pid, stop };
}

/**
 * Ends the broker of that folder when one is running there, such as one that a killed parent left behind.
 * @returns whether one was running
 */
export async function stopLeftKafka(folder: string): Promise<boolean> {
  return (await endKafkaJvm(folder)) || (await endKafkaContainer(folder));
}

/** A folder stays with what it was begun with: the other would not find its topics. */
async function runtimeOf(folder: string, jarsFolder: string): Promise<KafkaRuntime> {
  if (hasJvmData(folder)) return 'java';
  return hasContainerData(folder) ? 'docker' : requireKafkaRuntime({ jarsFolder });
}

async function untilItAnswers(server: ServerProcess, brokers: string[]): Promise<void> {
  const deadline = performance.now() + startWithinMs;
  while (!(await answers(brokers))) {
    const ended = server.ended();
    if (ended !== undefined) throw new KafkaNotStarted(`${ended}, and said "${lastComplaint(server)}"`);
    if (performance.now() > deadline) throw new KafkaNotStarted(`it does not answer after ${startWithinMs / 1000} s`);
    await sleep(100);
  }
}

async function answers(brokers: string[]): Promise<boolean> {
  const kafka = new Kafka({
    brokers,
    clientId: 'embedded-stack',
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 1_000,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
}

const lastComplaint = (server: ServerProcess): string => {
  const lines = server.lastLines();
  return lines.findLast((line) => / (ERROR|FATAL) |Exception/.test(line)) ?? lines.at(-1) ?? 'nothing';
};
