import { join, resolve } from 'node:path';

/** Where the stack keeps what it needs between runs: everything under `.patchbay/` of the project. */
export const stateFolder = resolve(process.env.PATCHBAY_STATE_FOLDER ?? '.patchbay');
export const logsFolder = join(stateFolder, 'logs');
export const postgresFolder = join(stateFolder, 'postgres');
export const kafkaFolder = join(stateFolder, 'kafka');
export const secretsFile = join(stateFolder, 'secrets.json');
/** Written when the stack is ready, removed when it stops: how the demo finds a running one. */
export const runningFile = join(stateFolder, 'running.json');
/** Process ids of everything that was started: how the next start finds what a killed one left behind. */
export const processesFile = join(stateFolder, 'processes.json');

/** Moves every port, so that the whole-system tests do not meet a stack that is in use. */
const portOffset = Number(process.env.PATCHBAY_PORT_OFFSET ?? 0);

export const ports = {
  postgres: 8054 + portOffset,
  kafka: 8092 + portOffset,
  registry: 8081 + portOffset,
  authz: 8082 + portOffset,
  tokenBroker: 8083 + portOffset,
  sandbox: 8085 + portOffset,
} as const;

/** 8084, 8184, 8284 … */
export const executorPort = (index: number): number => 8084 + portOffset + index * 100;

export const at = (port: number): string => `http://localhost:${port}`;
