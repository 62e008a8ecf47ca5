import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { promisify } from 'node:util';
import { PostgresNotStarted } from './postgres-not-started.ts';

const run = promisify(execFile);

/** How to run a program of Postgres, which refuses to run as root. */
export interface Unprivileged {
  /** The command that runs that program. */
  command(program: string, args: readonly string[]): { file: string; args: string[] };
  ids: { uid?: number; gid?: number };
  /** Lets the program own that file or folder. */
  give(path: string): void;
}

const asMyself: Unprivileged = { command: (file, args) => ({ file, args: [...args] }), ids: {}, give: () => undefined };

/** Root outside, somebody else inside: so nothing has to be changed in the machine, and a clone below /root can be read. */
const someId = 1000;
const namespace = ['--user', `--map-user=${someId}`, `--map-group=${someId}`, '--'];
const inNamespace: Unprivileged = {
  command: (program, args) => ({ file: 'unshare', args: [...namespace, program, ...args] }),
  ids: {},
  give: () => undefined,
};

export async function unprivileged(program: string): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return asMyself;
  const { file, args } = inNamespace.command(program, ['--version']);
  if (await succeeds(file, args)) return inNamespace;
  return asPostgresUser(program);
}

/** Where namespaces are not allowed, as in many containers. */
async function asPostgresUser(program: string): Promise<Unprivileged> {
  const uid = await idOf('-u');
  const gid = await idOf('-g');
  if (!(await succeeds(program, ['--version'], { uid, gid }))) {
    throw new PostgresNotStarted(`it refuses to run as root, and the user postgres may not run ${program}: start as another user`);
  }
  return { command: asMyself.command, ids: { uid, gid }, give: (path) => chownSync(path, uid, gid) };
}

async function idOf(which: '-u' | '-g'): Promise<number> {
  const id = async (): Promise<number> => Number((await run('id', [which, 'postgres'])).stdout);
  try {
    return await id().catch(() => run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).then(id));
  } catch (cause) {
    throw new PostgresNotStarted('it refuses to run as root, and no user postgres could be made: start as another user', { cause });
  }
}

const succeeds = (file: string, args: readonly string[], ids: { uid?: number; gid?: number } = {}): Promise<boolean> =>
  run(file, args, ids).then(
    () => true,
    () => false,
  );
