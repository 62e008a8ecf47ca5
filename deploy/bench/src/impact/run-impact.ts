import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ImpactPreview, topics } from '@patchbay/contracts';
import { allowAll, createTenantDatabase, openKafka, startAuthzStub, startIdentityProvider } from '@patchbay/testing';
import { Client } from 'pg';
import { percentile } from '../percentile.ts';
import { ServiceProcess } from '../service-process.ts';
import { isExact } from './count-by-hand.ts';
import { connectorIdOf, connectors, fillRegistry, flows, organizationId, references } from './fill-registry.ts';

const previews = 2_000;
const warmUp = 200;
const atOnce = 2;
/** Every tenth preview is of the connector that every flow uses. */
const connectorOf = (index: number): string => connectorIdOf(index % 10 === 0 ? 0 : 1 + ((index * 37) % (connectors - 1)));

/**
 * Previews over HTTP of a registry in a process of its own; its neighbours are stubs that answer at once. Beside each a request for nothing
 * (`healthzP99Ms`), which tells what the machine itself costs.
 */
export async function run(): Promise<void> {
  const [database, kafka, identity, authz, broker] = await Promise.all([
    createTenantDatabase('connector_registry'),
    openKafka(topics),
    startIdentityProvider(),
    startAuthzStub(allowAll),
    startBroker(),
  ]);
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  const registry = await ServiceProcess.start('connector-registry', 18_481, {
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: identity.clientSecret,
    AUTHZ_URL: authz.url,
    TOKEN_BROKER_URL: `http://127.0.0.1:${(broker.address() as AddressInfo).port}`,
    POSTGRES_URL: database.url,
    POSTGRES_MIGRATION_URL: database.migrationUrl,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  });
  try {
    await fillRegistry(client);
    await measure(registry.url, await identity.userToken('full-admin'), client);
  } finally {
    await registry.stop();
    broker.close();
    await Promise.all([client.end(), identity.stop(), authz.stop()]);
    await database.drop();
  }
}

async function measure(url: string, token: string, client: Client): Promise<void> {
  const preview = async (connectorId: string): Promise<ImpactPreview> => {
    const answer = await fetch(`${url}/v1/organizations/${organizationId}/connectors/${connectorId}/impact?timeZone=Europe/Berlin`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`the registry answers ${answer.status}: ${JSON.stringify(body)}`);
    return body as ImpactPreview;
  };
  const samples: number[] = [];
  const healthz: number[] = [];
  const timed = async (work: () => Promise<unknown>, into: number[], index: number): Promise<void> => {
    const begin = performance.now();
    await work();
    if (index >= warmUp) into.push(performance.now() - begin);
  };
  const ask = async (from: number): Promise<void> => {
    for (let index = from; index < warmUp + previews; index += atOnce) {
      await timed(() => preview(connectorOf(index)), samples, index);
      await timed(() => fetch(`${url}/healthz`).then((answer) => answer.text()), healthz, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, from) => ask(from)));
  let exact = true;
  for (let index = 0; index < 50; index += 1) exact &&= await isExact(client, ImpactPreview.parse(await preview(connectorOf(index))));
  const line = {
    flows,
    references,
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    exact,
    healthzP99Ms: percentile(healthz, 0.99),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Knows of two tokens of every connector. */
async function startBroker(): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const connectorId = url.split('/').at(-3);
    const status = { connectorId, connectorState: 'ACTIVE', connectorVersion: 1, outstanding: 2, lastIssuedAt: null };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(status));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
