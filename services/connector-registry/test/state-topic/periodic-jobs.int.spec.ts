import { OwnConnection } from '@patchbay/postgres';
import { eventually, FixedClock } from '@patchbay/testing';
import type { RegistryDatabase } from '../../src/adapters/postgres/registry-database.ts';
import { PeriodicJobs } from '../../src/adapters/postgres/state-topic/periodic-jobs.ts';
import { createRegistryDatabase, openDatabase } from '../registry-database.ts';

const soon = { withinMs: 20_000 };
const everyMs = 50;

describe('PeriodicJobs', () => {
  let testDatabase: Awaited<ReturnType<typeof createRegistryDatabase>>;
  let database: RegistryDatabase;
  let clock: FixedClock;
  let errors: unknown[];
  let replicas: PeriodicJobs[];

  beforeAll(async () => {
    testDatabase = await createRegistryDatabase();
    database = await openDatabase(testDatabase);
  });

  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  beforeEach(async () => {
    [clock, errors, replicas] = [new FixedClock(), [], []];
    await database.system.query('DELETE FROM periodic_job');
  });

  afterEach(() => Promise.all(replicas.map((replica) => replica.beforeApplicationShutdown())));

  function start(run: (signal: AbortSignal) => Promise<unknown>): PeriodicJobs {
    const jobs = new PeriodicJobs({ database, clock, jobs: [{ name: 'job', everyMs, run }], onError: (error) => errors.push(error) });
    replicas.push(jobs);
    jobs.onApplicationBootstrap();
    return jobs;
  }
  const row = async () => (await database.system.query("SELECT result, due_at AS due FROM periodic_job WHERE name = 'job'"))[0];
  const known = () => eventually(async () => expect(await row()).toBeDefined(), soon);

  it('run once in their time over all replicas, by the clock, and however long they take', async () => {
    let [running, most, runs] = [0, 0, 0];
    const end = Promise.withResolvers<void>();
    const run = async () => {
      [running, runs] = [running + 1, runs + 1];
      most = Math.max(most, running);
      await end.promise;
      running -= 1;
      return { runs };
    };
    for (const replica of [run, run, run]) start(replica);
    await known();
    expect(runs).toBe(0);
    clock.advance(everyMs);
    await eventually(() => expect(runs).toBe(1), soon);
    clock.advance(everyMs * 10);
    end.resolve();
    await eventually(async () => expect((await row()).result).toEqual({ runs: 1 }), soon);
    clock.advance(everyMs);
    await eventually(() => expect(runs).toBe(2), soon);
    expect(most).toBe(1);
  });

  it('are another replica’s when this one stops in the middle, or has died with its claim', async () => {
    const first = start((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short')))));
    await known();
    clock.advance(everyMs);
    await eventually(async () => expect((await row()).due.getTime()).toBe(clock.now().getTime() + 300_000), soon);
    await first.beforeApplicationShutdown();
    let runs = 0;
    start(async () => {
      runs += 1;
    });
    await eventually(() => expect(runs).toBe(1), soon);
    expect(errors).toEqual([]);
    await eventually(async () => expect((await row()).due.getTime()).toBe(clock.now().getTime() + everyMs), soon);
    await database.system.query('UPDATE periodic_job SET due_at = $1', [new Date(clock.now().getTime() + 300_000)]);
    clock.advance(300_000);
    await eventually(() => expect(runs).toBe(2), soon);
  });

  it('come again after a failure, which is told', async () => {
    let runs = 0;
    start(async () => {
      runs += 1;
      throw new Error(`failure ${runs}`);
    });
    await known();
    for (const expected of [1, 2]) {
      clock.advance(everyMs);
      await eventually(() => expect(errors).toHaveLength(expected), soon);
      await eventually(async () => expect((await row()).due.getTime()).toBe(clock.now().getTime() + everyMs), soon);
    }
    expect(errors).toEqual([new Error('failure 1'), new Error('failure 2')]);
  });

  it('come again in their time when the database was away as they ended', async () => {
    const superuser = await OwnConnection.open({ url: testDatabase.superuserUrl, applicationName: 'periodic-jobs-test' });
    let runs = 0;
    start(async () => {
      runs += 1;
      if (runs === 1) await superuser.query('ALTER TABLE periodic_job RENAME TO away');
    });
    await known();
    clock.advance(everyMs);
    await eventually(() => expect(errors.length).toBeGreaterThan(0), soon);
    await superuser.query('ALTER TABLE away RENAME TO periodic_job');
    await superuser.close();
    clock.advance(everyMs);
    await eventually(() => expect(runs).toBe(2), soon);
  });
});
