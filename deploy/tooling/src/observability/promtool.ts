import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve('node_modules/.cache/promtool');
const unpacked = `${folder}/usr/bin/promtool`;

const runs = (command: string, args: readonly string[], cwd?: string): boolean =>
  spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0;

/** The installed promtool, or the one of Debian's package, unpacked into a cache: that needs no rights. */
export function findPromtool(): string | undefined {
  const found = ['promtool', unpacked].find((command) => runs(command, ['--version']));
  if (found !== undefined) return found;
  mkdirSync(folder, { recursive: true });
  runs('apt-get', ['download', 'prometheus'], folder);
  for (const file of globSync('prometheus_*.deb', { cwd: folder })) runs('dpkg-deb', ['-x', file, '.'], folder);
  return runs(unpacked, ['--version']) ? unpacked : undefined;
}
