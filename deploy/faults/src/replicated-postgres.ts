import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, type RunningPostgres, startPostgres } from '@patchbay/embedded-stack';
import type { TenantDatabase } from '@patchbay/testing';
import pg from 'pg';

const password = 'postgres';
const withinMs = 60_000;
const name = 'standby';

/** A Postgres of its own, which a test may restart, kill, and fail over to a standby that streams from it. */
export class ReplicatedPostgres {
  /** Where clients are served. It changes with a failover. */
  primary: RunningPostgres;
  private standby: RunningPostgres | undefined;
  private servers = 1;
  private readonly folder: string;
  private readonly port: number;

  private constructor(folder: string, port: number, primary: RunningPostgres) {
    this.folder = folder;
    this.port = port;
    this.primary = primary;
  }

  static async start(): Promise<ReplicatedPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-faults-postgres-'));
    const port = await freePort();
    return new ReplicatedPostgres(folder, port, await startPostgres({ folder: join(folder, '1'), port, password }));
  }

  /** Empty, with the roles of production. It goes with the server. */
  async createRegistryDatabase(): Promise<TenantDatabase> {
    const owner = 'connector_registry';
    for (const role of [`${owner} LOGIN`, `${owner}_service LOGIN`, `${owner}_system NOLOGIN`])
      await query(this.primary.url, `CREATE ROLE ${role} PASSWORD '${password}'`);
    await query(this.primary.url, `GRANT ${owner}_system TO ${owner}_service WITH INHERIT FALSE, SET TRUE`);
    await query(this.primary.url, `CREATE DATABASE registry OWNER ${owner}`);
    const as = (username: string) => Object.assign(new URL(this.primary.url), { username, pathname: '/registry' }).href;
    await query(as('postgres'), `ALTER SCHEMA public OWNER TO ${owner}`);
    return { url: as(`${owner}_service`), migrationUrl: as(owner), superuserUrl: as('postgres'), drop: async () => undefined };
  }

  /** Of the registry, as a superuser. */
  async query<Row extends object>(statement: string): Promise<Row[]> {
    return (await query(Object.assign(new URL(this.primary.url), { pathname: '/registry' }).href, statement)) as Row[];
  }

  /** Fast, as an operator does it: sessions are ended. The port stays. */
  async restart(): Promise<void> {
    await this.primary.stop();
    this.primary = await startPostgres({ folder: this.dataOf(this.servers), port: this.port, password });
  }

  /** From now on nothing is committed that the standby does not have. */
  async addStandby(): Promise<void> {
    const data = this.dataOf(this.servers + 1);
    await this.onPrimary(async (primary) => {
      await primary.query("SELECT pg_backup_start('standby', true)");
      await cp(this.dataOf(this.servers), data, { recursive: true, filter: (source) => !source.endsWith('postmaster.pid') });
      const { rows } = await primary.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      await writeFile(join(data, 'backup_label'), rows[0]?.labelfile ?? '');
    });
    await writeFile(join(data, 'standby.signal'), '');
    const { hostname, port } = new URL(this.primary.url);
    const conninfo = `host=${hostname} port=${port} user=postgres password=${password} application_name=${name}`;
    await writeFile(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\nwal_retrieve_retry_interval = '100ms'\n`);
    this.standby = await startPostgres({ folder: data, port: await freePort(), password });
    await this.setOnPrimary('synchronous_standby_names', name);
    await this.until(this.primary.url, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
  }

  /** From now on the standby misses what is committed, and nobody waits for it. */
  async cutReplication(): Promise<void> {
    await this.setOnPrimary('synchronous_standby_names', '');
    const { url } = this.requireStandby();
    await this.set(url, 'primary_conninfo', '');
    await this.until(url, 'SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_wal_receiver)');
  }

  /** The primary dies, and the standby is the primary. */
  async failOver(): Promise<void> {
    const standby = this.requireStandby();
    process.kill(this.primary.pid, 'SIGKILL');
    await query(standby.url, 'SELECT pg_promote()');
    this.primary = standby;
    this.standby = undefined;
    this.servers += 1;
    await this.setOnPrimary('synchronous_standby_names', '');
  }

  async stop(): Promise<void> {
    await Promise.all([this.primary.stop(), this.standby?.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private dataOf(server: number): string {
    return join(this.folder, String(server));
  }

  private requireStandby(): RunningPostgres {
    if (!this.standby) throw new Error('there is no standby');
    return this.standby;
  }

  private setOnPrimary(setting: string, value: string): Promise<void> {
    return this.set(this.primary.url, setting, value);
  }

  private async set(url: string, setting: string, value: string): Promise<void> {
    await query(url, `ALTER SYSTEM SET ${setting} = '${value}'`);
    await query(url, 'SELECT pg_reload_conf()');
  }
  private async until(url: string, question: string): Promise<void> {
    const deadline = performance.now() + withinMs;
    while ((await query(url, question)).length === 0) {
      if (performance.now() > deadline) throw new Error(`there is no answer yet to: ${question}`);
      await pause(20);
    }
  }

  private onPrimary<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    return connected(this.primary.url, work);
  }
}

const query = (url: string, statement: string): Promise<unknown[]> =>
  connected(url, async (client) => (await client.query(statement)).rows);

async function connected<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
