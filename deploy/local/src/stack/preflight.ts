import { mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem } from 'node:os';
import { StackFailure } from './failure.ts';
import { executorPort, ports, stateFolder } from './layout.ts';

const gibibyte = 1024 ** 3;
const neededMemory = 2 * gibibyte;
const neededDisk = 1 * gibibyte;

/** Every port that the stack listens on, with who uses it. */
export const portsOf = (executors: number): [port: number, user: string][] => [
  [ports.postgres, 'Postgres'],
  [ports.kafka, 'Kafka'],
  [ports.registry, 'connector-registry'],
  [ports.authz, 'authz'],
  [ports.tokenBroker, 'token-broker'],
  [ports.sandbox, 'sandbox'],
  ...Array.from({ length: executors }, (_, index): [number, string] => [executorPort(index), `flow-executor ${index + 1}`]),
];

/** What is there and what is needed, in bytes. Pure, so that the sentence can be tested on any machine. */
export function shortageOf(memory: number, disk: number): string | undefined {
  const inGib = (bytes: number): string => `${(bytes / gibibyte).toFixed(1)} GiB`;
  if (memory < neededMemory)
    return `only ${inGib(memory)} of memory are free and the stack needs ${inGib(neededMemory)}: close other programs and start again`;
  if (disk < neededDisk)
    return `only ${inGib(disk)} are free on the disk of ${stateFolder} and the stack needs ${inGib(neededDisk)}: make room and start again`;
  return undefined;
}

/** @throws StackFailure with what to do where the machine cannot carry the stack. */
export async function requireRoom(executors: number): Promise<void> {
  mkdirSync(stateFolder, { recursive: true });
  const { bavail, bsize } = statfsSync(stateFolder);
  const shortage = shortageOf(freemem(), bavail * bsize);
  if (shortage) throw new StackFailure(shortage);
  for (const [port, user] of portsOf(executors)) await requireFree(port, user);
}

export function requireFree(port: number, user: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () =>
      reject(new StackFailure(`port ${port}, which ${user} needs, is in use: end the program that listens on it and start again`)),
    );
    // Every address: a program that listens on one of them only would still be in the way.
    server.listen({ port, host: '::', ipv6Only: false }, () => server.close(() => resolve()));
  });
}
