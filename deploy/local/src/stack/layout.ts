import { join, resolve } from 'node:path';

/** Where the stack keeps what it needs between runs: everything under `.patchbay/` of the folder it is started in. */
export const stateFolder = resolve('.patchbay');
export const logsFolder = join(stateFolder, 'logs');
export const postgresFolder = join(stateFolder, 'postgres');
export const kafkaFolder = join(stateFolder, 'kafka');
export const secretsFile = join(stateFolder, 'secrets.json');
/** Written when the stack is ready, removed when it stops: how the demo finds a running one. */
export const runningFile = join(stateFolder, 'running.json');
/** Process ids of everything that was started: how the next start finds what a killed one left behind. */
export const processesFile = join(stateFolder, 'processes.json');

export const ports = {
  postgres: 8054,
  kafka: 8092,
  registry: 8081,
  authz: 8082,
  tokenBroker: 8083,
  sandbox: 8085,
} as const;

/** 8084, 8184, 8284 … */
export const executorPort = (index: number): number => 8084 + index * 100;

export const at = (port: number): string => `http://localhost:${port}`;
