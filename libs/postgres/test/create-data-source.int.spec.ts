import { createDataSource, type MigrationClass, OwnConnection, PostgresUnavailable } from '@patchbay/postgres';
import { createDatabase, eventually } from '@patchbay/testing';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { SilentProxy } from './silent-proxy.ts';

class CreateThing1000000000000 implements MigrationInterface {
  readonly name = 'CreateThing1000000000000';

  async up(runner: QueryRunner): Promise<void> {
    // Slow on purpose: replicas that start together meet here.
    await runner.query('SELECT pg_sleep(0.2)');
    await runner.query('CREATE TABLE thing ()');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thing');
  }
}

class FailHalfway1000000000001 implements MigrationInterface {
  readonly name = 'FailHalfway1000000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half ()');
    await runner.query('SELECT 1 / 0');
  }

  async down(): Promise<void> {}
}

const applicationName = 'create-data-source';
const nowhere = 'postgres://postgres:postgres@127.0.0.1:1/nowhere';

describe('createDataSource', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  const opened: DataSource[] = [];

  const open = async (settings: { migrations?: MigrationClass[]; poolSize?: number } = {}) => {
    const dataSource = await createDataSource({ url: database.url, applicationName, ...settings });
    opened.push(dataSource);
    return dataSource;
  };

  beforeEach(async () => {
    database = await createDatabase();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((dataSource) => dataSource.destroy()));
    await database.drop();
  });

  it('migrates once when several replicas start together', async () => {
    const replicas = await Promise.all([1, 2, 3].map(() => open({ migrations: [CreateThing1000000000000] })));
    expect(await replicas[0]?.query('SELECT name FROM migrations')).toEqual([{ name: 'CreateThing1000000000000' }]);
  });

  it('leaves nothing of a start whose migration fails', async () => {
    await expect(open({ migrations: [CreateThing1000000000000, FailHalfway1000000000001] })).rejects.toThrow('division by zero');
    const dataSource = await open();
    expect(await dataSource.query("SELECT to_regclass('thing') AS thing, to_regclass('half') AS half")).toEqual([
      { thing: null, half: null },
    ]);
  });

  it('reads int8 as a number, alone, counted and in arrays', async () => {
    const dataSource = await open();
    const rows = await dataSource.query('SELECT 10::int8 AS ten, count(*) AS counted, ARRAY[9, NULL, 100]::int8[] AS list');
    expect(rows).toEqual([{ ten: 10, counted: 1, list: [9, null, 100] }]);
  });

  it('refuses an int8 that a number cannot hold', async () => {
    const dataSource = await open();
    await expect(dataSource.query('SELECT 9007199254740992::int8')).rejects.toThrow('not a safe integer');
  });

  it('speaks UTC and bounds statements, lock waits and idle transactions', async () => {
    const dataSource = await open();
    const [settings] = await dataSource.query(`
      SELECT current_setting('TimeZone') AS zone, current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
             current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('application_name') AS application`);
    expect(settings).toEqual({ zone: 'UTC', statement: '10s', lock: '5s', idle: '4s', application: applicationName });
  });

  it('gives up on a Postgres that does not come within the start timeout', async () => {
    await expect(createDataSource({ url: nowhere, applicationName, startTimeoutMs: 200 })).rejects.toBeInstanceOf(PostgresUnavailable);
  });

  it('does not wait for what waiting cannot mend', async () => {
    const url = new URL(database.url);
    url.pathname = '/not_there';
    await expect(createDataSource({ url: url.href, applicationName })).rejects.toMatchObject({ code: '3D000' });
  });

  it('says that Postgres is unavailable when the session dies under a statement, and recovers', async () => {
    const dataSource = await open({ poolSize: 1 });
    const sleeping = dataSource.query('SELECT pg_sleep(10)');
    const killer = await OwnConnection.open({ url: database.url, applicationName: 'killer' });
    const killed = eventually(
      async () => {
        const rows = await killer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(10)'");
        expect(rows).toHaveLength(1);
      },
      { withinMs: 5_000 },
    );
    await expect(sleeping).rejects.toMatchObject({ kind: 'unavailable', code: 'postgres.unavailable' });
    await killed;
    await killer.close();
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('gives up a connection whose server no longer answers, and takes another', async () => {
    const { proxy, url } = await SilentProxy.before(database.url);
    const dataSource = await createDataSource({ url, applicationName, poolSize: 1, statementTimeoutMs: 100 });
    proxy.fallSilent();
    await expect(dataSource.query('SELECT 1')).rejects.toBeInstanceOf(PostgresUnavailable);
    expect(await dataSource.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await dataSource.destroy();
    await proxy.close();
  });
});
