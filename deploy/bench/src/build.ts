import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

/** Compiles what has changed: the services under test run as their users run them. */
export function build(): void {
  const { status, stdout } = spawnSync('node_modules/.bin/tsc', ['-b', ...globSync('services/*/tsconfig.build.json')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the sources do not compile:\n${stdout}`);
}
