import { mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';
import { requireFreePort } from '../process/port.ts';
import { endProcess } from '../process/process-table.ts';
import { type ServerProcess, spawnServer } from '../process/spawn-server.ts';
import { postgresBinaries } from './binaries.ts';
import { initDatabase } from './init-database.ts';
import { postgresEscalation, postgresMark, stopLeftPostgres } from './left-postgres.ts';
import { PostgresNotStarted } from './postgres-not-started.ts';
import { unprivileged } from './unprivileged.ts';

export interface PostgresOptions {
  /** Made when it is not there; kept when the server stops. */
  folder: string;
  port: number;
  /** Of the superuser `postgres`. Belongs to the folder: it cannot be another at the next start. */
  password: string;
  /** False for tests: faster, and lost when the machine crashes. Default true. */
  durable?: boolean;
  onLog?: (line: string) => void;
}

export interface RunningPostgres {
  /** Of the superuser. */
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const startWithinMs = 60_000;
const invalidPassword = '28P01';
/** The children of a server that was killed need a moment to notice, and hold its memory until then. */
const leftBehind = /shared memory|lock file/;
const attempts = 5;
const pauseMs = 500;

const notDurable = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'];

/** Starts Postgres on 127.0.0.1 and waits until it answers. Ends one that a killed parent left behind in that folder first. */
export async function startPostgres({
  folder,
  port,
  password,
  durable = true,
  onLog = () => undefined,
}: PostgresOptions): Promise<RunningPostgres> {
  mkdirSync(dirname(resolve(folder)), { recursive: true });
  // As the server's command line will have it.
  const home = join(realpathSync(dirname(resolve(folder))), basename(folder));
  const { postgres, initdb } = await postgresBinaries();
  await stopLeftPostgres(home);
  await requireFreePort(port, 'Postgres');
  const user = await unprivileged(postgres);
  await initDatabase(initdb, { folder: home, password, durable }, user);
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300', 'TimeZone=UTC', 'log_timezone=UTC'];
  const { file, args } = user.command(postgres, [
    ...['-D', home, '-p', String(port)],
    ...settings.flatMap((setting) => ['-c', setting]),
    ...(durable ? [] : notDurable),
  ]);
  const url = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  for (let attempt = 1; ; attempt += 1) {
    const server = await spawnServer(file, args, { ...user.ids }, onLog);
    const stop = async (): Promise<void> => {
      await endProcess(server.pid, postgresMark(home), postgresEscalation);
    };
    try {
      await untilItAnswers(server, url, home);
      return { url, pid: server.pid, stop };
    } catch (error) {
      await stop();
      if (attempt === attempts || !leftBehind.test(server.lastLines().join())) throw error;
      await sleep(pauseMs);
    }
  }
}

async function untilItAnswers(server: ServerProcess, url: string, folder: string): Promise<void> {
  const deadline = performance.now() + startWithinMs;
  for (;;) {
    const refusal = await refusalOf(url);
    if (refusal === undefined) return;
    if (refusal instanceof DatabaseError && refusal.code === invalidPassword) {
      throw new PostgresNotStarted(
        `the password is not that of the data in ${folder}: give the right one, or remove the folder to begin anew`,
      );
    }
    const ended = server.ended();
    if (ended !== undefined) throw new PostgresNotStarted(`${ended}, and said "${lastComplaint(server)}"; its data are in ${folder}`);
    if (performance.now() > deadline)
      throw new PostgresNotStarted(`it does not answer after ${startWithinMs / 1000} s`, { cause: refusal });
    await sleep(20);
  }
}

async function refusalOf(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error;
  }
}

const lastComplaint = (server: ServerProcess): string => {
  const lines = server.lastLines();
  return lines.findLast((line) => /FATAL|ERROR/.test(line)) ?? lines.at(-1) ?? 'nothing';
};
