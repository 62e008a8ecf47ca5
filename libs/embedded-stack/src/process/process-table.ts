import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type Escalation = readonly { signal: NodeJS.Signals; withinMs: number }[];

/**
 * Ends a process by one signal after the other until it is gone. A process id is given to another process sooner or later: only one whose command line
 * has the mark is ever sent a signal.
 * @returns whether such a process was there
 */
export async function endProcess(pid: number, mark: string, escalation: Escalation): Promise<boolean> {
  if (!commandOf(pid)?.includes(mark)) return false;
  for (const { signal, withinMs } of escalation) {
    if (commandOf(pid)?.includes(mark)) process.kill(pid, signal);
    for (const deadline = performance.now() + withinMs; isThere(pid, mark) && performance.now() < deadline; ) await sleep(10);
  }
  if (isThere(pid, mark)) throw new Error(`process ${pid} does not end: end it by hand`);
  return true;
}

/** The command line of a process; empty for one that is ending, undefined for none. */
export function commandOf(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') : ps(pid, 'command=');
}

/** One that is ending has lost its command line already, but still holds its ports and locks. */
function isThere(pid: number, mark: string): boolean {
  const command = commandOf(pid);
  if (command === undefined || !hasLife(pid)) return false;
  return command.trim() === '' || command.includes(mark);
}

/** False for what is left of a process until its parent has taken notice of its end. */
function hasLife(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return !(ps(pid, 'stat=') ?? 'Z').startsWith('Z');
  // After the command in parentheses: the state first, the number of threads as the eighteenth; others may outlive the first thread.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] !== 'Z' || Number(fields[17]) > 1;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
