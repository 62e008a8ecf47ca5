import pg from 'pg';

/** Environment of a service, as far as its database goes. */
export type DatabaseAddresses = { POSTGRES_URL: string; POSTGRES_MIGRATION_URL?: string };

/** A database and a login role of its own for a service; both are named after it. */
export async function createServiceDatabase(superuserUrl: string, service: string, password: string): Promise<DatabaseAddresses> {
  const name = service.replaceAll('-', '_');
  await as(superuserUrl, (superuser) => createOwned(superuser, name, password));
  return { POSTGRES_URL: addressOf(superuserUrl, { role: name, database: name, password }) };
}

/**
 * The same for a service that keeps organizations apart in the database: its tables belong to the role named after it, `name_service` is who it connects as,
 * and `name_system` what it becomes for its work over all organizations.
 */
export async function createTenantDatabase(superuserUrl: string, service: string, password: string): Promise<DatabaseAddresses> {
  const name = service.replaceAll('-', '_');
  await as(superuserUrl, async (superuser) => {
    await createOwned(superuser, name, password);
    await createRole(superuser, `${name}_service`, `LOGIN PASSWORD ${superuser.escapeLiteral(password)}`);
    await createRole(superuser, `${name}_system`, 'NOLOGIN');
    await superuser.query(`GRANT ${name}_system TO ${name}_service WITH INHERIT FALSE, SET TRUE`);
    await superuser.query(`GRANT CONNECT ON DATABASE ${name} TO ${name}_service`);
  });
  return {
    POSTGRES_URL: addressOf(superuserUrl, { role: `${name}_service`, database: name, password }),
    POSTGRES_MIGRATION_URL: addressOf(superuserUrl, { role: name, database: name, password }),
  };
}

async function createOwned(superuser: pg.Client, name: string, password: string): Promise<void> {
  await createRole(superuser, name, `LOGIN PASSWORD ${superuser.escapeLiteral(password)}`);
  const database = await superuser.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (database.rowCount === 0) await superuser.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await superuser.query(`REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC`);
}

async function createRole(superuser: pg.Client, name: string, attributes: string): Promise<void> {
  const role = await superuser.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  await superuser.query(`${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} ${attributes}`);
}

async function as(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function addressOf(superuserUrl: string, { role, database, password }: { role: string; database: string; password: string }): string {
  return Object.assign(new URL(superuserUrl), { username: role, password, pathname: `/${database}` }).href;
}
