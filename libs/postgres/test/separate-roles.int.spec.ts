import { connectionSettingsOf, createDataSource, type MigrationClass, OwnConnection } from '@patchbay/postgres';
import { createTenantDatabase, type TenantDatabase } from '@patchbay/testing';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

class CreateThing1000000000000 implements MigrationInterface {
  readonly name = 'CreateThing1000000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE thing ()');
    await runner.query('GRANT SELECT ON thing TO postgres_lib_service');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thing');
  }
}

const migrations: MigrationClass[] = [CreateThing1000000000000];
const who = 'SELECT session_user::text AS session, current_user::text AS acting';

describe('a service that owns nothing', () => {
  let database: TenantDatabase;

  beforeAll(async () => {
    database = await createTenantDatabase('postgres_lib');
  });
  afterAll(() => database.drop());

  const open = (role?: string) => {
    const { url, migrationUrl } = database;
    return createDataSource({ url, migrationUrl, applicationName: 'separate-roles', migrations, ...(role && { role }) });
  };

  it('has its tables made by their owner', async () => {
    const dataSource = await open();
    expect(await dataSource.query("SELECT tableowner FROM pg_tables WHERE tablename = 'thing'")).toEqual([{ tableowner: 'postgres_lib' }]);
    expect(await dataSource.query(who)).toEqual([{ session: 'postgres_lib_service', acting: 'postgres_lib_service' }]);
    await expect(dataSource.query('CREATE TABLE another ()')).rejects.toMatchObject({ code: '42501' });
    await dataSource.destroy();
  });

  it('acts as another role in a pool and in the sessions that are opened like it', async () => {
    const dataSource = await open('postgres_lib_system');
    const acting = [{ session: 'postgres_lib_service', acting: 'postgres_lib_system' }];
    expect(await dataSource.query(who)).toEqual(acting);
    const connection = await OwnConnection.open(connectionSettingsOf(dataSource));
    expect(await connection.query(who)).toEqual(acting);
    await connection.close();
    await dataSource.destroy();
  });

  it('takes no name of a role that could say more than that', async () => {
    await expect(open('system -c row_security=off')).rejects.toThrow('is no role name');
  });

  it('tells how to reach a database only of a data source of its own making', () => {
    expect(() => connectionSettingsOf(new DataSource({ type: 'postgres' }))).toThrow('was not made by createDataSource');
  });
});
