import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { processesFile } from './layout.ts';

/** `marker` is part of the command line: a process id alone may long be somebody else's. */
const Started = z.object({ pid: z.number().int(), name: z.string(), marker: z.string() });
type Started = z.infer<typeof Started>;

const endWithinMs = 10_000;

/** Every service process of a run, written down as it starts, so that the next run finds what a killed one left behind. */
export class ProcessRecord {
  private readonly started: Started[] = [];

  add(process: Started): void {
    this.started.push(process);
    writeFileSync(processesFile, JSON.stringify(this.started));
  }

  clear(): void {
    rmSync(processesFile, { force: true });
  }
}

/** Ends the services that a killed run left behind. Answers their names. */
export async function endLeftovers(): Promise<string[]> {
  if (!existsSync(processesFile)) return [];
  const recorded = z.array(Started).safeParse(readJson(processesFile));
  const alive = (recorded.data ?? []).filter(isOurs);
  await Promise.all(alive.map(end));
  rmSync(processesFile);
  return alive.map(({ name }) => name);
}

/** A file that was being written when the run was killed says nothing. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isOurs({ pid, marker }: Started): boolean {
  return commandLineOf(pid).includes(marker);
}

/** Empty when there is no such process. */
export function commandLineOf(pid: number): string {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

async function end(process_: Started): Promise<void> {
  process.kill(process_.pid, 'SIGTERM');
  const deadline = Date.now() + endWithinMs;
  while (isOurs(process_)) {
    if (Date.now() > deadline) process.kill(process_.pid, 'SIGKILL');
    await wait(50);
  }
}
