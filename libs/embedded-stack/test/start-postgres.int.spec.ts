import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freePort,
  PortInUse,
  PostgresNotStarted,
  type PostgresOptions,
  type RunningPostgres,
  startPostgres,
  stopLeftPostgres,
} from '@patchbay/embedded-stack';
import { Client } from 'pg';
import { isRunning, leftBehind } from './killed-parent.ts';

const password = "it's @ /secret";

describe('startPostgres', () => {
  let home: string;
  let folder: string;
  let running: RunningPostgres[];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'patchbay-postgres-'));
    folder = join(home, 'postgres');
    running = [];
  });

  afterEach(async () => {
    for (const postgres of running) await postgres.stop();
    rmSync(home, { recursive: true });
  });

  const start = async (options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> => {
    const postgres = await startPostgres({ folder, port: await freePort(), password, ...options });
    running.push(postgres);
    return postgres;
  };

  it('keeps the data between runs', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  }, 30_000);

  it('is durable unless it is told not to be', async () => {
    const settings = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') ORDER BY name";
    const durable = await start();
    expect(await query(durable.url, settings)).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    await durable.stop();
    const fast = await start({ durable: false });
    expect(await query(fast.url, settings)).toEqual([
      { name: 'fsync', setting: 'off' },
      { name: 'synchronous_commit', setting: 'off' },
    ]);
  }, 30_000);

  it('is in a process group of its own, so that Ctrl-C in the terminal does not reach it', async () => {
    const { pid } = await start();
    expect(Number(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }))).toBe(pid);
  }, 30_000);

  it('ends the server that a killed parent has left running, and goes on with its data', async () => {
    const left = await leftBehind('postgres', folder, await freePort());
    expect(isRunning(left)).toBe(true);
    const postgres = await start({ password: 'secret' });
    expect(isRunning(left)).toBe(false);
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('starts again at once after the server itself was killed', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    process.kill(first.pid, 'SIGKILL');
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  }, 30_000);

  it('does not end the process that has got the number of a server long gone', async () => {
    const first = await start();
    await first.stop();
    writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n`);
    expect(await stopLeftPostgres(folder)).toBe(false);
    await start();
  }, 30_000);

  it('makes the folder anew when that was cut short', async () => {
    mkdirSync(`${folder}.unfinished/base`, { recursive: true });
    const postgres = await start();
    expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }, 30_000);

  it('says that the password is another', async () => {
    await (await start()).stop();
    const refused = start({ password: 'another' });
    await expect(refused).rejects.toThrow(`the password is not that of the data in ${folder}: give the right one, or remove the folder`);
    await expect(refused).rejects.toBeInstanceOf(PostgresNotStarted);
  }, 30_000);

  it('says which port is in use', async () => {
    const port = await freePort();
    await start({ port });
    await expect(start({ port, folder: join(home, 'other') })).rejects.toBeInstanceOf(PortInUse);
  }, 30_000);

  it('says what Postgres complains of', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(/Postgres did not start: it ended with code 1, and said ".*postgresql\.conf" contains errors"/);
  }, 30_000);
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}
