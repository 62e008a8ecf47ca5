import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Compiles what has changed: the services under test run as their users run them. */
export function build(): void {
  const projects = globSync('services/*/tsconfig.build.json', { cwd: root });
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', ['-b', ...projects], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the sources do not compile:\n${stdout}`);
}
