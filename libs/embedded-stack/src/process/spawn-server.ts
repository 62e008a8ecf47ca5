import { type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  pid: number;
  /** The last lines that it wrote, for the sentence about its failure. */
  lastLines(): string[];
  /** Undefined while it runs, then how it ended. */
  ended(): string | undefined;
}

const keptLines = 50;

/** Starts a server in a process group of its own, so that Ctrl-C in the terminal reaches the stack alone, which ends its servers in order. */
export function spawnServer(
  file: string,
  args: readonly string[],
  options: SpawnOptions,
  onLog: (line: string) => void,
): Promise<ServerProcess> {
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    onLog(line);
  };
  for (const output of [child.stdout, child.stderr]) if (output) createInterface({ input: output }).on('line', keep);
  let end: string | undefined;
  child.on('close', (code, signal) => {
    end = code === null ? `it was ended by ${signal}` : `it ended with code ${code}`;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve({ pid: child.pid as number, lastLines: () => [...lines], ended: () => end }));
  });
}
