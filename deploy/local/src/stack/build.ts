import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { StackFailure } from './failure.ts';

/** Compiles what has changed since the last build. @throws StackFailure with what the compiler says. */
export async function build(): Promise<void> {
  const projects = globSync('services/*/tsconfig.build.json').toSorted();
  const { code, output } = await run('node_modules/.bin/tsc', ['-b', ...projects]);
  if (code !== 0) throw new StackFailure(`the sources do not compile:\n${output}`);
}

function run(command: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
