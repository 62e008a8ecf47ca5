import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Escalation, endProcess } from '../process/process-table.ts';

/** Fast: sessions are ended; then immediate: repaired at the next start. */
export const postgresEscalation: Escalation = [
  { signal: 'SIGINT', withinMs: 20_000 },
  { signal: 'SIGQUIT', withinMs: 5_000 },
  { signal: 'SIGKILL', withinMs: 5_000 },
];

/** What only the server of this folder has in its command line. */
export const postgresMark = (folder: string): string => ` -D ${folder} -p `;

/**
 * Ends the server of that folder when a killed parent has left it running, and removes its pid file, which would hold the next one up when
 * the number has gone to another process.
 * @returns whether one was running
 */
export async function stopLeftPostgres(folder: string): Promise<boolean> {
  const pidFile = join(folder, 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const wasRunning = pid > 0 && (await endProcess(pid, postgresMark(realpathSync(folder)), postgresEscalation));
  rmSync(pidFile, { force: true });
  return wasRunning;
}
