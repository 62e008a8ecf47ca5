import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { commandOf } from '../src/process/process-table.ts';

/** Has another process start that server, kills that process as nothing can be caught, and answers the id of the server that is left. */
export async function leftBehind(server: 'postgres' | 'kafka', folder: string, port: number): Promise<number> {
  const program = fileURLToPath(new URL('./parent.ts', import.meta.url));
  const parent = spawn(process.execPath, ['--conditions=@patchbay/source', program, server, folder, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [pid] = await once(createInterface({ input: parent.stdout }), 'line');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  return Number(pid);
}

/** What is left of a process until its new parent takes notice of its end has no command line. */
export const isRunning = (pid: number): boolean => Boolean(commandOf(pid)?.trim());
