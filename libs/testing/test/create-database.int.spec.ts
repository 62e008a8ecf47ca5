import { createDatabase } from '@patchbay/testing';
import { Client } from 'pg';

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ connectionString: url, application_name: 'forgotten' });
  // Dropping the database ends the sessions that are still there.
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

async function query(url: string, text: string): Promise<unknown[]> {
  const client = await connect(url);
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

describe('createDatabase', () => {
  it('gives an empty database, another each time, and drops it', async () => {
    const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
    await query(one.url, 'CREATE TABLE mine (id int)');
    expect(await query(other.url, "SELECT to_regclass('mine') AS mine")).toEqual([{ mine: null }]);
    await Promise.all([one.drop(), other.drop()]);
    await expect(connect(one.url)).rejects.toMatchObject({ code: '3D000' });
  });

  it('copies a template that is migrated once, however many ask for it at the same time', async () => {
    let migrations = 0;
    const template = {
      name: 'things',
      migrate: async (url: string) => {
        migrations += 1;
        await query(url, 'CREATE TABLE thing AS SELECT 7 AS n');
      },
    };
    const databases = await Promise.all([1, 2, 3, 4].map(() => createDatabase({ template })));
    const rows = await Promise.all(databases.map(({ url }) => query(url, 'SELECT n FROM thing')));
    await Promise.all(databases.map(({ drop }) => drop()));
    expect(rows).toEqual([[{ n: 7 }], [{ n: 7 }], [{ n: 7 }], [{ n: 7 }]]);
    expect(migrations).toBe(1);
  });

  it('migrates a template again after its migration failed', async () => {
    const failing = { name: 'broken-at-first', migrate: (url: string) => query(url, 'SELECT 1/0').then(() => undefined) };
    await expect(createDatabase({ template: failing })).rejects.toThrow('division by zero');
    const mended = { ...failing, migrate: (url: string) => query(url, 'CREATE TABLE thing (n int)').then(() => undefined) };
    const database = await createDatabase({ template: mended });
    expect(await query(database.url, 'SELECT n FROM thing')).toEqual([]);
    await database.drop();
  });

  it('fails the test that leaves a connection open, and drops the database all the same', async () => {
    const database = await createDatabase();
    const client = await connect(database.url);
    await client.query("SELECT 'the last that it did'");
    await expect(database.drop()).rejects.toThrow("still open: forgotten (idle): SELECT 'the last that it did'");
    await client.end();
    await expect(connect(database.url)).rejects.toMatchObject({ code: '3D000' });
  });
});
