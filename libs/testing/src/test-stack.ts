import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { kafkaVariable, postgresVariable, runVariable } from './endpoints.ts';

export interface TestStack {
  /** For the processes that run tests: where Postgres and Kafka are, and the name of the run. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** What the keeper says, in one line. */
export type KeeperReport = { env: Record<string, string> } | { problem: string };

const keeper = fileURLToPath(new URL('./stack-keeper.ts', import.meta.url));
const stopWithinMs = 60_000;

/**
 * Postgres and Kafka for a test run: those of the environment where it names them; else containers; else the embedded pair.
 * What it starts belongs to a process of its own, which ends them also when this one is killed.
 */
export async function startTestStack(): Promise<TestStack> {
  const run = { [runVariable]: process.env[runVariable] ?? randomBytes(6).toString('hex') };
  const missing = [postgresVariable, kafkaVariable].filter((variable) => !process.env[variable]);
  if (missing.length === 0) return { env: { ...run, ...givenEnv() }, stop: async () => undefined };
  const child = spawn(process.execPath, ['--conditions=@patchbay/source', '--disable-warning=TimeoutNegativeWarning', keeper, ...missing], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ctrl-C is for the test runner; this one ends when the runner does, and not in the middle of it.
    detached: true,
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const report = await reportOf(child.stdout);
  if ('problem' in report) throw new Error(report.problem);
  const stop = async (): Promise<void> => {
    child.stdin.end();
    const forced = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(forced);
  };
  return { env: { ...run, ...givenEnv(), ...report.env }, stop };
}

const givenEnv = (): Record<string, string> =>
  Object.fromEntries([postgresVariable, kafkaVariable].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

async function reportOf(output: Readable): Promise<KeeperReport> {
  for await (const line of createInterface({ input: output })) return JSON.parse(line) as KeeperReport;
  return { problem: 'the process that starts Postgres and Kafka for the tests ended without a word: see its messages above' };
}
