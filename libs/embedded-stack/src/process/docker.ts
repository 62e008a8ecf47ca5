import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const answerWithinMs = 5_000;

/** True when a Docker engine answers; the command alone, without an engine, is not enough. */
export const dockerAnswers = (): Promise<boolean> =>
  run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: answerWithinMs }).then(
    ({ stdout }) => stdout.trim() !== '',
    () => false,
  );

export const docker = async (args: readonly string[]): Promise<string> => (await run('docker', [...args])).stdout.trim();
