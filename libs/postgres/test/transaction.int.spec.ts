import { createDataSource, isUniqueViolation, PostgresUnavailable, transaction } from '@patchbay/postgres';
import { createDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';

describe('transaction', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createDatabase();
    dataSource = await createDataSource({ url: database.url, applicationName: 'transaction' });
    await dataSource.query('CREATE TABLE counter (id int PRIMARY KEY, n int8 NOT NULL, label text CONSTRAINT counter_label UNIQUE)');
  });

  beforeEach(async () => {
    await dataSource.query('TRUNCATE counter');
    await dataSource.query("INSERT INTO counter VALUES (1, 0, 'one'), (2, 0, 'two')");
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const step = async (isolation: 'REPEATABLE READ') =>
    transaction(
      dataSource,
      async (manager) => {
        const [{ n }] = await manager.query('SELECT n FROM counter WHERE id = 1');
        await manager.query('UPDATE counter SET n = $1 WHERE id = 1', [n + 1]);
      },
      isolation,
    );

  it('commits what the work did and returns what it gave', async () => {
    const result = await transaction(dataSource, async (manager) => {
      await manager.query('UPDATE counter SET n = 7 WHERE id = 1');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await dataSource.query('SELECT n FROM counter WHERE id = 1')).toEqual([{ n: 7 }]);
  });

  it('undoes everything when the work throws', async () => {
    const work = transaction(dataSource, async (manager) => {
      await manager.query('UPDATE counter SET n = 7 WHERE id = 1');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await dataSource.query('SELECT n FROM counter WHERE id = 1')).toEqual([{ n: 0 }]);
  });

  it('repeats the work after a serialization failure, so that no update is lost', async () => {
    await Promise.all([step('REPEATABLE READ'), step('REPEATABLE READ'), step('REPEATABLE READ')]);
    expect(await dataSource.query('SELECT n FROM counter WHERE id = 1')).toEqual([{ n: 3 }]);
  });

  it('repeats the work after a deadlock', async () => {
    const bothBegan = barrier(2);
    const cross = (first: number, second: number) => {
      let attempts = 0;
      return transaction(dataSource, async (manager) => {
        attempts += 1;
        await manager.query('UPDATE counter SET n = n + 1 WHERE id = $1', [first]);
        if (attempts === 1) await bothBegan();
        await manager.query('UPDATE counter SET n = n + 1 WHERE id = $1', [second]);
      });
    };
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(await dataSource.query('SELECT n FROM counter ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('gives up as unavailable when every attempt collides', async () => {
    let attempts = 0;
    const work = transaction(dataSource, async (manager) => {
      attempts += 1;
      await manager.query("DO $$ BEGIN RAISE EXCEPTION 'always' USING ERRCODE = '40001'; END $$");
    });
    await expect(work).rejects.toBeInstanceOf(PostgresUnavailable);
    expect(attempts).toBe(5);
  });

  it('says that Postgres is unavailable when the session dies between two statements', async () => {
    const work = transaction(dataSource, async (manager) => {
      const [{ pid }] = await manager.query('SELECT pg_backend_pid() AS pid');
      await dataSource.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
      await manager.query('SELECT 1');
    });
    await expect(work).rejects.toBeInstanceOf(PostgresUnavailable);
  });

  it('does not repeat the work after any other error', async () => {
    let attempts = 0;
    const work = transaction(dataSource, async (manager) => {
      attempts += 1;
      await manager.query("INSERT INTO counter VALUES (3, 0, 'one')");
    });
    await expect(work).rejects.toThrow('duplicate key');
    expect(attempts).toBe(1);
  });

  it('tells which unique constraint a write broke', async () => {
    const error = await dataSource.query("INSERT INTO counter VALUES (3, 0, 'one')").catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'counter_label')).toBe(true);
    expect(isUniqueViolation(error, 'counter_pkey')).toBe(false);
  });

  it('does not take another broken constraint for a unique one', async () => {
    const error = await dataSource.query("INSERT INTO counter VALUES (3, NULL, 'three')").catch((thrown: unknown) => thrown);
    expect(isUniqueViolation(error, 'counter_label')).toBe(false);
  });
});

/** Each caller waits until that many have arrived. */
function barrier(parties: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === parties) open();
    return opened;
  };
}
