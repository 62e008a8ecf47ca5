import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../.cache/spin');
const unpacked = join(folder, 'usr/bin/spin');

class SpinMissing extends Error {
  constructor() {
    super(
      'the Promela model needs spin 6 and gcc, and neither was found nor could be fetched with apt-get: ' +
        'install both (Debian and Ubuntu: apt-get install spin gcc; macOS: brew install spin gcc) and run the command again',
    );
  }
}

const succeeds = (command: string, args: readonly string[], cwd?: string): boolean =>
  spawnSync(command, args, { cwd, stdio: 'ignore' }).status === 0;

const isSpin = (command: string): boolean => /^Spin Version 6/.test(spawnSync(command, ['-V'], { encoding: 'utf8' }).stdout ?? '');

/** The installed spin, or the one of Debian's package, unpacked into this library's cache: that needs no rights. */
export function findSpin(): string {
  if (!succeeds('gcc', ['--version'])) throw new SpinMissing();
  for (const command of ['spin', unpacked]) if (isSpin(command)) return command;
  fetchPackage();
  if (!isSpin(unpacked)) throw new SpinMissing();
  return unpacked;
}

function fetchPackage(): void {
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  // A machine that has never updated its lists, or whose lists are too old: lists of our own.
  const ownLists = ['-o', `Dir::State::Lists=${folder}/lists`, '-o', `Dir::Cache=${folder}`];
  const download = (options: readonly string[]) => succeeds('apt-get', [...options, 'download', 'spin'], folder);
  if (!download([]) && succeeds('apt-get', [...ownLists, 'update'])) download(ownLists);
  for (const file of globSync('spin_*.deb', { cwd: folder })) succeeds('dpkg-deb', ['-x', file, '.'], folder);
  if (!existsSync(unpacked)) throw new SpinMissing();
}
