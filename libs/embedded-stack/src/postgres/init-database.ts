import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PostgresNotStarted } from './postgres-not-started.ts';
import type { Unprivileged } from './unprivileged.ts';

const run = promisify(execFile);

export interface NewDatabase {
  folder: string;
  password: string;
  durable: boolean;
}

/** Makes the data folder where there is none. It gets its name when it is complete: one that was cut short is made again. */
export async function initDatabase(initdb: string, { folder, password, durable }: NewDatabase, user: Unprivileged): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const unfinished = `${folder}.unfinished`;
  const passwordFile = `${folder}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  user.give(unfinished);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  user.give(passwordFile);
  const { file, args } = user.command(initdb, [
    `--pgdata=${unfinished}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    // The same order of text on every machine, whatever its locales.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(durable ? [] : ['--no-sync']),
  ]);
  try {
    await run(file, args, { ...user.ids });
  } catch (cause) {
    throw new PostgresNotStarted(`its data folder ${folder} could not be made (${lastLineOf(cause)})`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

function lastLineOf(error: unknown): string {
  const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return output.trim().split('\n').at(-1) ?? '';
}
