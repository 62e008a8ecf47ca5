import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { logsFolder } from './layout.ts';

/** Where the lines of a process go; made when it is not there. */
export function logFileOf(name: string): string {
  mkdirSync(logsFolder, { recursive: true });
  return join(logsFolder, `${name}.log`);
}

/** For a server that hands over its lines one by one. */
export function logTo(name: string): (line: string) => void {
  const file = logFileOf(name);
  return (line) => appendFileSync(file, `${line.trimEnd()}\n`);
}
