import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StackFailure } from './failure.ts';
import { logsFolder } from './layout.ts';

export interface ServiceProcess {
  name: string;
  /** `/readyz` answers 200 when the service can do its work. */
  url: string;
  entry: string;
  env: Record<string, string>;
}

export interface RunningProcess {
  name: string;
  pid: number;
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Starts a service with its output in a log file of its own; resolves when it is ready. @throws StackFailure naming the log file. */
export async function startService({ name, url, entry, env }: ServiceProcess, readyWithinMs: number): Promise<RunningProcess> {
  mkdirSync(logsFolder, { recursive: true });
  const logFile = join(logsFolder, `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', '--disable-warning=ExperimentalWarning', entry], {
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], NODE_ENV: 'development', ...env },
    // Of its own process group: Ctrl-C in the terminal reaches the stack alone, which stops its services in order.
    detached: true,
  });
  await untilReady(child, `${url}/readyz`, readyWithinMs).catch(async (error: unknown) => {
    await stop(child);
    throw new StackFailure(`${name} did not become ready (${String(error)}): see ${logFile}\n${lastLines(logFile)}`);
  });
  return { name, pid: child.pid as number, stop: () => stop(child) };
}

async function untilReady(child: ChildProcess, url: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last = 'no answer yet';
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
      if (response.ok) return;
      last = `${response.status} ${await response.text()}`;
    } catch (error) {
      last = String(error);
    }
    await wait(100);
  }
  throw new Error(`after ${withinMs / 1000} s: ${last}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(timer);
}

const lastLines = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
