import { createDataSource, PostgresListener, PostgresUnavailable } from '@patchbay/postgres';
import { createDatabase, eventually } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { SilentProxy } from './silent-proxy.ts';

const applicationName = 'listener';

describe('PostgresListener', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let dataSource: DataSource;
  let listener: PostgresListener;
  let errors: unknown[];
  let heard: string[];

  const note = (channel: string) => ({
    onNotify: (payload: string) => void heard.push(`${channel}:${payload}`),
    onListening: () => void heard.push(`${channel} listening`),
  });
  const notify = (channel: string, payload: string) => dataSource.query('SELECT pg_notify($1, $2)', [channel, payload]);
  const until = (expected: string[]) => eventually(() => expect(heard).toEqual(expected), { withinMs: 5_000 });

  beforeAll(async () => {
    database = await createDatabase();
    dataSource = await createDataSource({ url: database.url, applicationName: 'notifier' });
  });

  beforeEach(() => {
    errors = [];
    heard = [];
    listener = new PostgresListener({ url: database.url, applicationName, heartbeatMs: 50, onError: (error) => errors.push(error) });
  });

  afterEach(() => listener.stop());

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('hands each notification to the subscribers of its channel', async () => {
    listener.subscribe('changes', note('changes'));
    listener.subscribe('other', note('other'));
    listener.start();
    await until(['changes listening', 'other listening']);
    await notify('changes', '1');
    await until(['changes listening', 'other listening', 'changes:1']);
  });

  it('listens to a channel that is subscribed to after the start', async () => {
    listener.start();
    listener.subscribe('changes', note('changes'));
    await until(['changes listening']);
    await notify('changes', '1');
    await until(['changes listening', 'changes:1']);
  });

  it('tells no more to a subscription that has ended', async () => {
    const end = listener.subscribe('changes', note('ended'));
    listener.subscribe('changes', note('changes'));
    end();
    listener.start();
    await until(['changes listening']);
    await notify('changes', '1');
    await until(['changes listening', 'changes:1']);
  });

  it('comes back after its session was terminated, and tells that notifications may have been missed', async () => {
    listener.subscribe('changes', note('changes'));
    listener.start();
    await until(['changes listening']);
    await dataSource.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [applicationName]);
    await until(['changes listening', 'changes listening']);
    await notify('changes', 'after');
    await until(['changes listening', 'changes listening', 'changes:after']);
    expect(errors).toEqual([expect.any(PostgresUnavailable)]);
  });

  it('notices a server that no longer answers, and listens again', async () => {
    const { proxy, url } = await SilentProxy.before(database.url);
    const through = new PostgresListener({
      url,
      applicationName,
      statementTimeoutMs: 100,
      heartbeatMs: 50,
      onError: (error) => errors.push(error),
    });
    through.subscribe('changes', note('changes'));
    through.start();
    await until(['changes listening']);
    proxy.fallSilent();
    await until(['changes listening', 'changes listening']);
    await through.stop();
    await proxy.close();
    expect(errors).toEqual([expect.any(PostgresUnavailable)]);
  });

  it('reports a subscriber that throws and goes on telling the others', async () => {
    const failure = new Error('subscriber');
    listener.subscribe('changes', {
      onNotify: () => {
        throw failure;
      },
    });
    listener.subscribe('changes', note('changes'));
    listener.start();
    await until(['changes listening']);
    await notify('changes', '1');
    await until(['changes listening', 'changes:1']);
    expect(errors).toEqual([failure]);
  });

  it('refuses a channel name that would need quoting', () => {
    expect(() => listener.subscribe('a; DROP TABLE b', note('changes'))).toThrow(TypeError);
  });

  it('keeps trying while Postgres is away, and can be stopped meanwhile', async () => {
    const away = new PostgresListener({
      url: 'postgres://postgres@127.0.0.1:1/nowhere',
      applicationName,
      onError: (error) => errors.push(error),
    });
    away.start();
    await eventually(() => expect(errors.length).toBeGreaterThan(1), { withinMs: 5_000 });
    await away.stop();
    expect(errors).toContainEqual(expect.any(PostgresUnavailable));
  });
});
