import { topics } from '@patchbay/contracts';
import { allowAll, createDatabase, createTenantDatabase, openKafka, startAuthzStub, startIdentityProvider } from '@patchbay/testing';
import { Client } from 'pg';
import { connectors, fillConnectors } from '../list/fill-connectors.ts';
import { residentMb } from '../resident-memory.ts';
import { ServiceProcess } from '../service-process.ts';

/** From the start of an executor's process to its readiness, with few connectors and with many at the registry. */
export async function run(): Promise<void> {
  const [database, flowDatabase, kafka, identity, authz] = await Promise.all([
    createTenantDatabase('connector_registry'),
    createDatabase(),
    openKafka(topics),
    startIdentityProvider(),
    startAuthzStub(allowAll),
  ]);
  const common = {
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: identity.clientSecret,
    AUTHZ_URL: authz.url,
    TOKEN_BROKER_URL: 'http://127.0.0.1:1',
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  };
  const registry = await ServiceProcess.start('connector-registry', 18_781, {
    ...common,
    POSTGRES_URL: database.url,
    POSTGRES_MIGRATION_URL: database.migrationUrl,
  });
  const client = new Client({ connectionString: database.superuserUrl });
  const executor = async () => {
    const begin = performance.now();
    const process = await ServiceProcess.start('flow-executor', 18_784, {
      ...common,
      POSTGRES_URL: flowDatabase.url,
      REGISTRY_URL: registry.url,
    });
    const started = { readyMs: Math.round(performance.now() - begin), rssMb: residentMb(process.pid) };
    await process.stop();
    return started;
  };
  try {
    await client.connect();
    // The first one migrates the database.
    await executor();
    const base = await executor();
    await fillConnectors(client);
    await createConnector(registry.url, await identity.userToken('full-admin'));
    const { readyMs, rssMb } = await executor();
    const line = { connectors, readyMs, rssAboveBaseMb: rssMb - base.rssMb, baseReadyMs: base.readyMs };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  } finally {
    await registry.stop();
    await Promise.all([client.end(), identity.stop(), authz.stop()]);
    await Promise.all([database.drop(), flowDatabase.drop()]);
  }
}

/** Rows that nobody has told of are no history: one connector is made as connectors are. */
async function createConnector(registry: string, token: string): Promise<void> {
  const { status } = await fetch(`${registry}/v1/organizations/0192f0c1-0000-7000-8000-0000000000ff/connectors`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'The last one', accessLevel: 'READ_ONLY', authorized: true }),
  });
  if (status !== 201) throw new Error(`the registry answers ${status}`);
}
