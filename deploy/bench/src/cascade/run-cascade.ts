import { readFileSync } from 'node:fs';
import { Connector, Operation, topics } from '@patchbay/contracts';
import { createTopics } from '@patchbay/embedded-stack';
import { allowAll, createDatabase, createTenantDatabase, openKafka, startAuthzStub, startIdentityProvider } from '@patchbay/testing';
import { Client } from 'pg';
import { ServiceProcess } from '../service-process.ts';
import { startTokenBrokerStub } from '../token-broker-stub.ts';
import { countEffects } from './effects.ts';
import { multiplyFlow } from './multiply-flow.ts';

const dependents = 10_000;
const organization = '/v1/organizations/0192f0c1-0000-7000-8000-000000000001';
/** What the exported flow calls its connector. */
const nameInExport = 'Contact Center API';
const withinMs = 120_000;

/** Deletes a connector that every flow uses, from the request to the end of the operation: registry and executor are processes of their own, authz and broker answer at once. */
export async function run(): Promise<void> {
  const [database, flowDatabase, kafka, identity, authz, broker] = await Promise.all([
    createTenantDatabase('connector_registry'),
    createDatabase(),
    openTopics(),
    startIdentityProvider(),
    startAuthzStub(allowAll),
    startTokenBrokerStub('http://127.0.0.1:1'),
  ]);
  const common = {
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: identity.clientSecret,
    AUTHZ_URL: authz.url,
    TOKEN_BROKER_URL: broker.url,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  };
  const registry = await ServiceProcess.start('connector-registry', 18_581, {
    ...common,
    POSTGRES_URL: database.url,
    POSTGRES_MIGRATION_URL: database.migrationUrl,
  });
  const executor = await ServiceProcess.start('flow-executor', 18_584, {
    ...common,
    POSTGRES_URL: flowDatabase.url,
    REGISTRY_URL: registry.url,
  });
  const clients = [new Client({ connectionString: flowDatabase.url }), new Client({ connectionString: database.superuserUrl })] as const;
  try {
    for (const client of clients) await client.connect();
    await measure({ registry: registry.url, executor: executor.url, token: await identity.userToken('full-admin') }, clients);
  } finally {
    await executor.stop();
    await registry.stop();
    broker.stop();
    await Promise.all([...clients.map((client) => client.end()), identity.stop(), authz.stop()]);
    await Promise.all([database.drop(), flowDatabase.drop()]);
  }
}

interface Stage {
  registry: string;
  executor: string;
  token: string;
}

async function measure(stage: Stage, [flows, references]: readonly [Client, Client]): Promise<void> {
  const connectorId = await prepare(stage, flows, references);
  const { headers } = await call(stage, 'GET', stage.registry, `/connectors/${connectorId}/impact`);
  const begin = performance.now();
  const started = await call(stage, 'DELETE', stage.registry, `/connectors/${connectorId}`, undefined, {
    'if-match': headers.get('etag') ?? '',
  });
  const operation = await ended(stage, Operation.parse(started.body));
  const totalMs = Math.round(performance.now() - begin);
  const effects = await countEffects(flows, references, connectorId, dependents);
  process.stdout.write(`${JSON.stringify({ dependents, totalMs, ...effects, state: operation.state })}\n`);
}

/** @returns an inactive connector that so many published flows use */
async function prepare(stage: Stage, flows: Client, references: Client): Promise<string> {
  const created = await call(stage, 'POST', stage.registry, '/connectors', { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true });
  const { connectorId } = Connector.parse(created.body);
  const exported: unknown = JSON.parse(readFileSync('deploy/local/flows/main-line.json', 'utf8'));
  const imported = await call(stage, 'POST', stage.executor, '/flows', { export: exported, connectors: { [nameInExport]: connectorId } });
  const { flowId } = imported.body as { flowId: string };
  await call(stage, 'POST', stage.executor, `/flows/${flowId}/publish`, {});
  await multiplyFlow(flows, references, flowId, dependents);
  await call(stage, 'POST', stage.registry, `/connectors/${connectorId}/deactivate`, { reason: 'benchmark' });
  return connectorId;
}

async function ended(stage: Stage, { operationId }: Operation): Promise<Operation> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const operation = Operation.parse((await call(stage, 'GET', stage.registry, `/operations/${operationId}?waitMs=10000`)).body);
    if (operation.state !== 'RUNNING' || performance.now() > deadline) return operation;
    process.stderr.write(`${operation.progress.done} of ${operation.progress.total} flows have let go\n`);
  }
}

async function call({ token }: Stage, method: string, base: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}${organization}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path} is answered by ${response.status}: ${JSON.stringify(answer)}`);
  return { body: answer, headers: response.headers };
}

/** With as many partitions as they have in production, which is what the replies are taken in by. */
async function openTopics(): Promise<Awaited<ReturnType<typeof openKafka>>> {
  const kafka = await openKafka([]);
  await createTopics(kafka.brokers, topics, { prefix: kafka.topicPrefix });
  return kafka;
}
